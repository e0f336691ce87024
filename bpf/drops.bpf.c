// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Every packet that the kernel drops: at the edge of the socket that sent it or was to have it, else at the edge that
 * its addresses belong to, else at the device that it was on.
 */
#include "drop_reasons.h"
#include "edge_ends.h"
#include "udp_role.h"

struct device_drop_key {
	__u32 netns; /* inode number, as in /proc/PID/ns/net */
	__u32 reason; /* the kernel's enum skb_drop_reason */
	char device[IFNAMSIZ];
};

EXPORT(struct, device_drop_key);
EXPORT(enum, benign_drop);

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2048);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct device_drop_key);
	__type(value, __u64);
} device_drops SEC(".maps");

/* By enum benign_drop. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BENIGN_COUNT);
	__type(key, __u32);
	__type(value, __u64);
} benign_drops SEC(".maps");

/* The numbers of namespaces begin here (PROC_NET_INIT_INO and those around it). */
#define LOWEST_NAMESPACE 0xeffffff0

/* Where a packet waits in a queue, its device may be anything: then the number of the namespace is none. */
static __always_inline void count_at_device(const struct sk_buff *skb, __u32 reason, __u64 packets)
{
	struct net_device *device = BPF_CORE_READ(skb, dev);
	struct device_drop_key key = { .reason = reason };
	__u64 *count;

	key.netns = BPF_CORE_READ(device, nd_net.net, ns.inum);
	if (key.netns >= LOWEST_NAMESPACE)
		BPF_CORE_READ_STR_INTO(&key.device, device, name);
	else
		key.netns = 0;
	count = bpf_map_lookup_elem(&device_drops, &key);
	if (!count) {
		bpf_map_update_elem(&device_drops, &key, &no_count, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&device_drops, &key);
	}
	if (count)
		__sync_fetch_and_add(count, packets);
	else
		add_stat(STAT_DETAIL_MAP_FULL, packets);
}

static __always_inline void count_benign(__u32 benign)
{
	__u64 *count = bpf_map_lookup_elem(&benign_drops, &benign);

	if (count)
		__sync_fetch_and_add(count, 1);
}

/* Of a UDP socket, and of a TCP socket that listens, the packet tells the peer. */
static __always_inline bool edge_of_many(struct socket_state *state, const struct sk_buff *skb,
					 bool sent, struct edge_key *key)
{
	struct dropped_packet packet = {};
	struct edge_end end, other;
	__u8 role = ROLE_SERVER;

	if (!read_dropped_packet(skb, &packet))
		return false;
	end = sent ? source_of(&packet, state->netns) : destination_of(&packet, state->netns);
	other = sent ? destination_of(&packet, state->netns) : source_of(&packet, state->netns);
	end.process = state->owner;
	end.peer = process_of(&other);
	if (packet.protocol == PROTOCOL_UDP)
		role = udp_role(state, end.local_port, end.remote_port, sent);
	read_key_of_end(&end, role, key);
	return true;
}

static __always_inline bool edge_of_socket(struct socket_state *state, const struct sk_buff *skb,
					   struct sock *sk, bool sent, struct edge_key *key)
{
	if (sk->sk_protocol != PROTOCOL_TCP || state->role == ROLE_LISTENER)
		return edge_of_many(state, skb, sent, key);
	if (!state->role)
		return false;
	find_peer(state, PROTOCOL_TCP);
	edge_key_of(state, PROTOCOL_TCP, key);
	return true;
}

/* A drop on the way of a packet: at which of its ends it is counted, if somebody is known there. */
static __always_inline struct edge_end *end_of(struct edge_end *source,
					       struct edge_end *destination, bool closed, bool sent)
{
	if (source->process && !closed && (sent || !destination->process)) {
		source->peer = destination->process;
		return source;
	}
	destination->peer = source->process;
	return destination->process || destination->peer ? destination : NULL;
}

/* At the destination if a process is known there, else at the source. A closed port is the host's, if somebody known sent. */
static __always_inline bool edge_of_packet(const struct sk_buff *skb, __u32 reason, bool sent,
					   struct edge_key *key)
{
	bool closed = IS_REASON(reason, NO_SOCKET);
	netns_cookie netns = netns_of_dropped(skb);
	struct edge_end source, destination, *end;
	struct dropped_packet packet = {};
	bool to_server;
	__u8 role;

	if (!read_dropped_packet(skb, &packet))
		return false;
	source = source_of(&packet, netns);
	source.here = sent;
	source.process = process_of(&source);
	destination = destination_of(&packet, netns);
	destination.here = closed || is_routed_here(skb);
	destination.process = process_of(&destination);
	destination.peer = source.process;
	to_server = is_to_server(&packet, &source, &destination);
	if (to_server && closed && packet.protocol == PROTOCOL_UDP)
		destination.process = 0; /* who had the port has left it */
	else if (to_server && !closed && !destination.process)
		destination.process = listener_of(&destination);
	else if (!to_server && !source.process)
		source.process = listener_of(&source);
	end = end_of(&source, &destination, closed, sent);
	if (!end)
		return false;
	role = to_server == (end == &destination) ? ROLE_SERVER : ROLE_CLIENT;
	if (!end->here && !is_loopback(&end->local) && !is_edge(end, role))
		end->netns = 0; /* it may be on its way through another one */
	read_key_of_end(end, role, key);
	return true;
}

static __always_inline bool is_full_socket(const struct sock *sk)
{
	__u8 state = sk->__sk_common.skc_state;

	return state != TCP_STATE_TIME_WAIT && state != TCP_STATE_NEW_SYN_RECV;
}

/* Before Linux 6.11 nobody tells who was to receive it. */
static __always_inline bool tells_receiver(void)
{
	return bpf_core_field_exists(struct trace_event_raw_kfree_skb, rx_sk);
}

static __always_inline bool is_of_tcp(const struct sock *sk)
{
	return sk && (!is_full_socket(sk) || sk->sk_protocol == PROTOCOL_TCP);
}

/* `received`: the socket is the one that was to have it. */
static __always_inline int dropped(struct sk_buff *skb, struct sock *sk, __u32 reason,
				   bool received)
{
	bool sent = sk && !received && !skb->skb_iif;
	struct socket_state *state = NULL;
	__u64 packets;
	struct edge_key key = {};
	__u32 benign;

	if (sk && !is_ip_socket(sk))
		sk = NULL;
	if (!sk && !skb->dev)
		return 0; /* of a Unix or netlink socket */
	count_stat(STAT_EVENTS);
	benign = benign_drop_of(reason, !tells_receiver() || (received && is_of_tcp(sk)));
	if (benign != BENIGN_COUNT) {
		count_benign(benign);
		return 0;
	}
	packets = segments_of(skb);
	if (sk)
		state = bpf_sk_storage_get(&sockets, sk, 0, 0);
	if (!(state && edge_of_socket(state, skb, sk, sent, &key)) &&
	    !edge_of_packet(skb, reason, sent, &key)) {
		count_at_device(skb, reason, packets);
		return 0;
	}
	if (!try_edge_detail(&key, DETAIL_DROPPED, reason, packets)) {
		count_stat(STAT_EDGE_MAP_FULL);
		count_at_device(skb, reason, packets);
	}
	return 0;
}

/* (skb, location, reason, rx_sk) */
SEC("tp_btf/kfree_skb")
int packet_dropped(__u64 *ctx)
{
	struct sk_buff *skb = (void *)ctx[0];
	__u32 reason = ctx[2];

	if (tells_receiver()) {
		struct sock *receiver = (void *)ctx[3];

		if (receiver)
			return dropped(skb, receiver, reason, true);
	}
	/* Without a destructor it is no socket's, and older kernels have something else in its place. */
	return dropped(skb, skb->destructor ? skb->sk : NULL, reason, false);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
