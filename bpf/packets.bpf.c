// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The one cgroup_skb pair of the host, and the hooks that tell it who owns a UDP socket. It counts UDP, and it
 * announces the tuple of every TCP SYN, so that whatever answers it (a reset, a SYN-ACK sent again) knows who asked.
 * It shows every segment of a TCP stream to the engine that counts requests.
 */
#include "datagrams.h"
#include "l7/packet.h"
#include "l7/dns_packets.h"

#include <linux/tcp.h>

/* False where this kernel refuses the engine. */
const volatile __u32 requests_followed = 1;

EXPORT(struct, dns_query_key);
EXPORT(struct, dns_query);

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
