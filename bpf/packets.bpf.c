// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The one cgroup_skb pair of the host, and the hooks that tell it who owns a UDP socket. It counts UDP, and it
 * announces the tuple of every TCP SYN, so that whatever answers it (a reset, a SYN-ACK sent again) knows who asked.
 * It shows every segment of a TCP stream to the engine that counts requests.
 */
#include "process.h"
#include "peers.h"
#include "udp_role.h"
#include "l7/packet.h"
#include "l7/dns_queries.h"

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>

/* False where this kernel refuses the engine. */
const volatile __u32 requests_followed = 1;

EXPORT(struct, dns_query_key);
EXPORT(struct, dns_query);

/* The ports are where TCP has them too. */
static __always_inline bool parse_udp(struct __sk_buff *skb, __u32 offset, struct packet *packet)
{
	void *end = (void *)(long)skb->data_end;
	struct udphdr *udp = (void *)(long)skb->data + offset;

	if ((void *)(udp + 1) > end)
		return false;
	packet->source_port = bpf_ntohs(udp->source);
	packet->destination_port = bpf_ntohs(udp->dest);
	packet->payload_at = offset + sizeof(*udp);
	packet->payload_bytes = skb->len > packet->payload_at ? skb->len - packet->payload_at : 0;
	return true;
}

static __always_inline bool parse(struct __sk_buff *skb, struct packet *packet)
{
	void *data = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct iphdr *v4 = data;
	struct ipv6hdr *v6 = data;

	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		if ((void *)(v4 + 1) > end)
			return false;
		packet->protocol = v4->protocol;
		packet->source = address_of_v4(v4->saddr);
		packet->destination = address_of_v4(v4->daddr);
		return parse_udp(skb, v4->ihl * 4, packet);
	}
	if (skb->protocol != bpf_htons(ETH_P_IPV6) || (void *)(v6 + 1) > end)
		return false;
	packet->protocol = v6->nexthdr;
	__builtin_memcpy(&packet->source, &v6->saddr, sizeof(packet->source));
	__builtin_memcpy(&packet->destination, &v6->daddr, sizeof(packet->destination));
	return parse_udp(skb, sizeof(*v6), packet);
}

static __always_inline void announce_port(struct socket_state *state, const struct address *local,
					  __u16 port)
{
	if (state->local_port == port && same_address(&state->local_address, local))
		return;
	state->local_port = port;
	state->local_address = *local;
	announce_udp_port(state->owner, state->netns, local, port);
}

/* Not inlined: the stack of those who call it is short. */
static __noinline process_id udp_process_at(netns_cookie netns, const struct address *address,
					    __u16 port)
{
	/* What is not loopback may be of another namespace. */
	return process_at(netns, address, port, PROTOCOL_UDP, is_loopback(address));
}

/* The edge of a datagram. Another CPU may count another peer of the same socket now: the state is only asked for what does not change with the peer. */
static __always_inline void udp_edge_of(const struct socket_state *state,
					const struct packet *packet, bool egress, __u8 role,
					struct edge_key *key)
{
	const struct address *remote = egress ? &packet->destination : &packet->source;
	__u16 local_port = egress ? packet->source_port : packet->destination_port;
	__u16 remote_port = egress ? packet->destination_port : packet->source_port;

	if (!egress && state->translated_port) {
		remote = &state->translated_address;
		remote_port = state->translated_port;
	}
	*key = (struct edge_key){
		.netns = state->netns,
		.local = state->owner,
		.peer = udp_process_at(state->netns, remote, remote_port),
		.server_port = role == ROLE_CLIENT ? remote_port : local_port,
		.role = role,
		.protocol = PROTOCOL_UDP,
	};
	if (!key->peer)
		key->peer_address = *remote;
}

/* What leaves shows the backend; what it answers comes with the address that the program asked for. */
static __always_inline void note_translation(struct socket_state *state,
					     const struct packet *packet)
{
	if (!(state->flags & SOCKET_CONNECTED) || state->flags & SOCKET_SENDS_ELSEWHERE)
		return;
	if (packet->destination_port == state->remote_port &&
	    same_address(&packet->destination, &state->remote_address)) {
		if (state->translated_port)
			state->translated_port = 0;
		return;
	}
	state->translated_address = packet->destination;
	state->translated_port = packet->destination_port;
}

/* Answers the socket's state where there is one. */
static __noinline struct socket_state *count_datagrams(struct __sk_buff *skb, struct bpf_sock *sk,
						       const struct packet *packet, bool egress)
{
	const struct address *local = egress ? &packet->source : &packet->destination;
	__u16 local_port = egress ? packet->source_port : packet->destination_port;
	__u16 remote_port = egress ? packet->destination_port : packet->source_port;
	struct socket_state *state =
		bpf_sk_storage_get(&sockets, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
	__u64 datagrams = skb->gso_segs ? skb->gso_segs : 1;
	struct edge_totals *totals;
	struct edge_key key;

	if (!state) {
		count_stat(STAT_STORAGE_FAILED);
		return NULL;
	}
	count_stat(STAT_EVENTS);
	announce_port(state, local, local_port);
	if (egress)
		note_translation(state, packet);
	state->role = udp_role(state, local_port, remote_port, egress);
	udp_edge_of(state, packet, egress, state->role, &key);
	if (state->role == ROLE_SERVER)
		key.server_port = sk->src_port; /* its answer leaves from the port that was asked */
	totals = edge_totals_of(&key);
	if (totals) {
		add(egress ? &totals->sent_bytes : &totals->received_bytes, packet->payload_bytes);
		add(egress ? &totals->sent_packets : &totals->received_packets, datagrams);
	}
	return state;
}

/* False: it is no query. */
static __noinline bool count_query(struct __sk_buff *skb, struct socket_state *state,
				   const struct packet *packet, const struct dns_head *head,
				   bool egress)
{
	const struct address *remote = egress ? &packet->destination : &packet->source;
	__u16 remote_port = egress ? packet->destination_port : packet->source_port;
	struct dns_query query = {};
	struct dns_query_key key;

	if (!dns_read_question(skb, packet->payload_at + DNS_HEAD_BYTES, &query))
		return false;
	/* The answer comes from whom the program meant: the packet may show what a translation has made of it. */
	if (egress && state->remote_port) {
		remote = &state->remote_address;
		remote_port = state->remote_port;
	}
	key = dns_key_of(skb, state, head, remote, remote_port);
	udp_edge_of(state, packet, egress, egress ? ROLE_CLIENT : ROLE_SERVER, &query.edge);
	dns_asked(&key, &query);
	return true;
}

/* False: nobody waits for it. */
static __noinline bool count_answer(struct __sk_buff *skb, struct socket_state *state,
				    const struct packet *packet, const struct dns_head *head,
				    bool egress)
{
	const struct address *remote = egress ? &packet->destination : &packet->source;
	__u16 remote_port = egress ? packet->destination_port : packet->source_port;
	struct dns_query_key key = dns_key_of(skb, state, head, remote, remote_port);
	__u32 status = dns_flags(head->first) & DNS_STATUS, method = dns_settle(&key, status);

	if (method == DNS_NO_QUESTION && !egress && !(state->flags & SOCKET_CONNECTED)) {
		/* It was translated in the program's call, and not on the packet's way. */
		key.peer = state->remote_address;
		key.peer_port = state->remote_port;
		method = dns_settle(&key, status);
	}
	if (!egress && !status && (method == DNS_A || method == DNS_AAAA))
		dns_tell(skb, packet->payload_at);
	return method != DNS_NO_QUESTION;
}

static __always_inline void look_for_dns(struct __sk_buff *skb, struct socket_state *state,
					 const struct packet *packet, bool egress)
{
	struct dns_head head = {};

	if (!dns_may_come(state))
		return;
	if (packet->payload_bytes < DNS_HEAD_BYTES ||
	    bpf_skb_load_bytes(skb, packet->payload_at, &head, DNS_HEAD_BYTES)) {
		dns_was(state, false);
	} else if (dns_is_query(head.first, head.rest)) {
		if (!dns_is_to_many(&packet->destination))
			dns_was(state, count_query(skb, state, packet, &head, egress));
	} else if (dns_is_answer(head.first)) {
		if (count_answer(skb, state, packet, &head, egress))
			dns_was(state, true);
	} else {
		dns_was(state, false);
	}
}

/* Not inlined: the stack of those who call it is short. */
static __noinline int announce_syn(struct __sk_buff *skb)
{
	struct bpf_sock *sk = skb->sk;
	struct socket_state *state = sk ? bpf_sk_storage_get(&sockets, sk, 0, 0) : NULL;
	struct packet packet = {};

	if (!state || !parse(skb, &packet))
		return 0;
	/* As the other end will see it: what the socket asked for may have been translated on its way here. */
	state->local_address = packet.source;
	state->local_port = packet.source_port;
	state->remote_address = packet.destination;
	state->remote_port = packet.destination_port;
	announce_tuple(state, PROTOCOL_TCP);
	return 0;
}

/* Not inlined: the stack of those who call it is short. */
static __noinline int datagram_seen(struct __sk_buff *skb, bool egress)
{
	struct packet packet = {};
	struct socket_state *state;
	struct bpf_sock *sk;

	if (!parse(skb, &packet) || packet.protocol != PROTOCOL_UDP)
		return 1;
	sk = skb->sk;
	if (!sk)
		return 1;
	sk = bpf_sk_fullsock(sk);
	if (!sk)
		return 1;
	state = count_datagrams(skb, sk, &packet, egress);
	if (state && requests_followed && skb->gso_segs <= 1)
		look_for_dns(skb, state, &packet, egress);
	return 1;
}

static __always_inline int segment_seen(struct __sk_buff *skb, __u32 offset, bool egress)
{
	struct tcphdr *tcp = (void *)(long)skb->data + offset;
	__u32 payload_at, sequence;
	bool syn;

	if ((void *)(tcp + 1) > (void *)(long)skb->data_end)
		return 1;
	syn = tcp->syn && !tcp->ack;
	sequence = bpf_ntohl(tcp->seq) + tcp->syn;
	payload_at = offset + tcp->doff * 4;
	if (skb->len > payload_at && requests_followed)
		l7_packet(skb, payload_at, sequence, egress);
	if (syn && egress)
		announce_syn(skb);
	return 1;
}

/* Where the TCP header begins; 0: there is none. */
static __always_inline __u32 tcp_at(struct __sk_buff *skb)
{
	void *end = (void *)(long)skb->data_end;
	struct iphdr *v4 = (void *)(long)skb->data;
	struct ipv6hdr *v6 = (void *)v4;

	if (skb->protocol == bpf_htons(ETH_P_IP))
		return (void *)(v4 + 1) <= end && v4->protocol == PROTOCOL_TCP ? v4->ihl * 4 : 0;
	if (skb->protocol == bpf_htons(ETH_P_IPV6))
		return (void *)(v6 + 1) <= end && v6->nexthdr == PROTOCOL_TCP ? sizeof(*v6) : 0;
	return 0;
}

/* Most packets are segments of established connections: of their headers no more is read than that takes. */
static __always_inline int seen(struct __sk_buff *skb, bool egress)
{
	__u32 offset = tcp_at(skb);

	return offset ? segment_seen(skb, offset, egress) : datagram_seen(skb, egress);
}

SEC("cgroup_skb/egress")
int packet_leaves(struct __sk_buff *skb)
{
	return seen(skb, true);
}

SEC("cgroup_skb/ingress")
int packet_arrives(struct __sk_buff *skb)
{
	return seen(skb, false);
}

static __always_inline struct socket_state *udp_state(struct bpf_sock *sk, __u32 protocol)
{
	struct socket_state *state;

	if (!sk || protocol != PROTOCOL_UDP)
		return NULL;
	state = bpf_sk_storage_get(&sockets, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (!state)
		count_stat(STAT_STORAGE_FAILED);
	return state;
}

static __always_inline int about_to_send(struct bpf_sock_addr *ctx, struct address to)
{
	struct socket_state *state = udp_state(ctx->sk, ctx->protocol);

	if (!state)
		return 1;
	if (!state->owner) {
		state->owner = current_process();
		state->netns = bpf_get_netns_cookie(ctx);
	}
	if (!(state->flags & SOCKET_CONNECTED)) {
		state->remote_address = to;
		state->remote_port = bpf_ntohs(ctx->user_port);
	} else if (!same_address(&state->remote_address, &to) ||
		   state->remote_port != bpf_ntohs(ctx->user_port)) {
		state->flags |= SOCKET_SENDS_ELSEWHERE;
		state->translated_port = 0;
	}
	return 1;
}

SEC("cgroup/sendmsg4")
int send_to_v4(struct bpf_sock_addr *ctx)
{
	return about_to_send(ctx, address_of_v4(ctx->user_ip4));
}

SEC("cgroup/sendmsg6")
int send_to_v6(struct bpf_sock_addr *ctx)
{
	struct address to = {
		.high = (__u64)ctx->user_ip6[1] << 32 | ctx->user_ip6[0],
		.low = (__u64)ctx->user_ip6[3] << 32 | ctx->user_ip6[2],
	};

	return about_to_send(ctx, to);
}

/* Only here is it known whether the program asked for a port, and only afterwards whether it got it. */
static __always_inline int about_to_bind(struct bpf_sock_addr *ctx)
{
	struct socket_state *state = udp_state(ctx->sk, ctx->protocol);

	if (state && ctx->user_port)
		state->flags |= SOCKET_PORT_CHOSEN;
	return 1;
}

SEC("cgroup/bind4")
int bind_v4(struct bpf_sock_addr *ctx)
{
	return about_to_bind(ctx);
}

SEC("cgroup/bind6")
int bind_v6(struct bpf_sock_addr *ctx)
{
	return about_to_bind(ctx);
}

static __always_inline int is_bound(struct bpf_sock *sk, struct address local)
{
	struct socket_state *state = udp_state(sk, sk->protocol);

	if (!state)
		return 1;
	state->owner = current_process();
	state->netns = bpf_get_netns_cookie(sk);
	state->local_address = local;
	state->local_port = sk->src_port;
	announce_udp_port(state->owner, state->netns, &local, state->local_port);
	return 1;
}

SEC("cgroup/post_bind4")
int bound_v4(struct bpf_sock *sk)
{
	return is_bound(sk, address_of_v4(sk->src_ip4));
}

SEC("cgroup/post_bind6")
int bound_v6(struct bpf_sock *sk)
{
	struct address local = {
		.high = (__u64)sk->src_ip6[1] << 32 | sk->src_ip6[0],
		.low = (__u64)sk->src_ip6[3] << 32 | sk->src_ip6[2],
	};

	return is_bound(sk, local);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
