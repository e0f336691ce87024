/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The substrate that collectors share: who owns a socket, which edge it belongs to, and what that edge has
 * counted so far. sockets.bpf.c creates these maps; every other object is given the same ones before it loads.
 */
#pragma once

#include "kernel.h"

typedef __u64 ktime_ns;
typedef __u64 netns_cookie;

/* Low half: the pid. High half: which program that pid was, so that a reused pid or an exec is someone else. */
typedef __u64 process_id;

/* IPv4 as ::ffff:a.b.c.d, so that a v4-mapped socket and a plain one have the same peer. */
struct address {
	__u64 high;
	__u64 low;
};

enum socket_role {
	ROLE_CLIENT = 1,
	ROLE_SERVER = 2,
	ROLE_LISTENER = 3,
};

struct edge_key {
	netns_cookie netns;
	process_id local;
	process_id peer; /* 0: not a process that we know; then peer_address says where it is */
	struct address peer_address;
	__u16 server_port;
	__u8 role; /* enum socket_role, of the local end */
	__u8 protocol; /* IPPROTO_TCP or IPPROTO_UDP */
	__u32 reserved;
};

#define ROUND_TRIP_BUCKETS 7

/* Everything here only grows, but the two `open` fields, which the sweep alone writes. */
struct edge_totals {
	__u64 connects;
	__u64 accepts;
	__u64 sent_bytes;
	__u64 received_bytes;
	__u64 sent_packets; /* TCP: segments */
	__u64 received_packets;
	__u64 retransmitted_segments;
	__u64 rtt_us_sum;
	__u64 rtt_variation_us_sum;
	__u64 connect_us_sum;
	__u64 rtt_buckets[ROUND_TRIP_BUCKETS];
	__u64 connect_buckets[ROUND_TRIP_BUCKETS];
	__u64 open_session; /* which sweep counted `open`; from an older one it means 0 */
	__u64 open;
};

enum edge_detail_kind {
	DETAIL_CONNECT_FAILURE = 1, /* reason: enum connect_failure */
	DETAIL_RESET_SENT = 2, /* reason: the kernel's enum sk_rst_reason */
	DETAIL_RESET_RECEIVED = 3, /* reason: enum reset_phase */
};

enum connect_failure {
	FAILURE_REFUSED,
	FAILURE_TIMEOUT,
	FAILURE_UNREACHABLE,
	FAILURE_RESET,
	FAILURE_ABORTED,
	FAILURE_OTHER,
};

enum reset_phase {
	PHASE_CONNECTING,
	PHASE_ESTABLISHED,
	PHASE_CLOSING,
};

/* Counts that most edges never need. */
struct edge_detail_key {
	struct edge_key edge;
	__u32 kind;
	__u32 reason;
};

enum socket_flags {
	SOCKET_OWNER_USED_IT = 1, /* the owner sent or received, it is not merely who listened */
	SOCKET_CONNECT_PENDING = 2, /* connect() was called, no SYN left yet */
	SOCKET_UNCOUNTED = 4, /* established, and its connect or accept not yet added to an edge */
	SOCKET_CONNECTED = 8, /* UDP: has one fixed peer */
	SOCKET_PORT_CHOSEN = 16, /* UDP: bound to a port that the program asked for */
};

struct socket_state {
	process_id owner;
	process_id peer;
	netns_cookie netns;
	struct address local_address;
	struct address remote_address;
	__u16 local_port;
	__u16 remote_port;
	__u8 role;
	__u8 flags;
	__u16 reserved;
	ktime_ns since; /* connect() or SYN, then established */
	ktime_ns owner_since;
	__u64 flushed_sent_bytes; /* what the edge has been given of this socket's own counters */
	__u64 flushed_received_bytes;
	__u32 flushed_sent_segments;
	__u32 flushed_received_segments;
	__u32 flushed_retransmits;
	__u32 connect_us;
};

#define EXECUTABLE_BYTES 64
#define ARGUMENT_BYTES 256

/* Taken when a process first uses a socket, so that one which lives 5 ms has a name. */
struct process_info {
	ktime_ns started_at; /* since boot */
	__u64 cgroup_id;
	__u32 pid;
	__u32 parent_pid;
	char comm[16];
	char executable[EXECUTABLE_BYTES];
	__u32 argument_bytes;
	__u32 reserved;
	char arguments[ARGUMENT_BYTES];
};

struct tuple_key {
	netns_cookie scope; /* 0 for addresses that mean the same in every namespace */
	struct address local_address;
	struct address remote_address;
	__u16 local_port;
	__u16 remote_port;
	__u32 protocol;
};

struct listener_key {
	netns_cookie netns;
	__u32 port;
	__u32 protocol;
};

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct socket_state);
} sockets SEC(".maps");

/* Not preallocated: a late update of an entry that is being retired must never hit its reused memory. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct edge_key);
	__type(value, struct edge_totals);
} edges SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct edge_detail_key);
	__type(value, __u64);
} edge_details SEC(".maps");

/* Who is at the other end, when that end is on this machine. Names, not counters, so old ones may go. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 32768);
	__type(key, struct tuple_key);
	__type(value, process_id);
} tuples SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, process_id);
	__type(value, struct process_info);
} processes SEC(".maps");

/* Losses and events, one row a collector, so that each object counts its own. */
enum stat {
	STAT_EVENTS,
	STAT_RING_FULL,
	STAT_EDGE_MAP_FULL, /* counted, but in the `other` entry */
	STAT_DETAIL_MAP_FULL,
	STAT_STORAGE_FAILED,
	STAT_SWEEP_RACE,
	STAT_UNSAMPLED, /* events that the sampling left out on purpose */
	STAT_COUNT,
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, STAT_COUNT);
	__type(key, __u32);
	__type(value, __u64);
} stats SEC(".maps");

static __always_inline void count_stat(__u32 stat)
{
	__u64 *value = bpf_map_lookup_elem(&stats, &stat);

	if (value)
		__sync_fetch_and_add(value, 1);
}

static const struct edge_totals no_totals;
static const __u64 no_count;

/* The entry of this key, new if need be; when the map is full the one `other` of its role. */
static __always_inline struct edge_totals *edge_totals_of(const struct edge_key *key)
{
	struct edge_totals *totals = bpf_map_lookup_elem(&edges, key);
	struct edge_key other = { .role = key->role, .protocol = key->protocol };

	if (totals)
		return totals;
	bpf_map_update_elem(&edges, key, &no_totals, BPF_NOEXIST);
	totals = bpf_map_lookup_elem(&edges, key);
	if (totals)
		return totals;
	count_stat(STAT_EDGE_MAP_FULL);
	return bpf_map_lookup_elem(&edges, &other);
}

static __always_inline void add_edge_detail(const struct edge_key *edge, __u32 kind, __u32 reason, __u64 delta)
{
	struct edge_detail_key key = { .edge = *edge, .kind = kind, .reason = reason };
	__u64 *count = bpf_map_lookup_elem(&edge_details, &key);

	if (!count) {
		bpf_map_update_elem(&edge_details, &key, &no_count, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&edge_details, &key);
	}
	if (count)
		__sync_fetch_and_add(count, delta);
	else
		count_stat(STAT_DETAIL_MAP_FULL);
}

static __always_inline void add(__u64 *total, __u64 delta)
{
	if (delta)
		__sync_fetch_and_add(total, delta);
}

static __always_inline struct address address_of_v4(__be32 address)
{
	/* ::ffff:0:0/96 in network byte order */
	return (struct address){ .low = (__u64)address << 32 | bpf_htonl(0xffff) };
}

static __always_inline bool is_loopback(const struct address *address)
{
	__u32 mapped_prefix = (__u32)address->low;

	if (address->high)
		return false;
	if (mapped_prefix == bpf_htonl(0xffff))
		return (address->low >> 32 & 0xff) == 127;
	return address->low == bpf_cpu_to_be64(1);
}

static __always_inline bool same_address(const struct address *a, const struct address *b)
{
	return a->high == b->high && a->low == b->low;
}

static __always_inline bool is_ip_socket(const struct sock *sk)
{
	__u16 family = sk->__sk_common.skc_family;

	return family == AF_INET || family == AF_INET6;
}

static __always_inline void read_addresses(struct sock *sk, struct address *local, struct address *remote)
{
	if (sk->__sk_common.skc_family == AF_INET) {
		*local = address_of_v4(sk->__sk_common.skc_rcv_saddr);
		*remote = address_of_v4(sk->__sk_common.skc_daddr);
		return;
	}
	BPF_CORE_READ_INTO(local, sk, __sk_common.skc_v6_rcv_saddr);
	BPF_CORE_READ_INTO(remote, sk, __sk_common.skc_v6_daddr);
}

static __always_inline void edge_key_of(const struct socket_state *state, __u8 protocol, struct edge_key *key)
{
	*key = (struct edge_key){
		.netns = state->netns,
		.local = state->owner,
		.peer = state->peer,
		.server_port = state->role == ROLE_CLIENT ? state->remote_port : state->local_port,
		.role = state->role,
		.protocol = protocol,
	};
	if (!state->peer)
		key->peer_address = state->remote_address;
}

static __always_inline netns_cookie netns_of(struct sock *sk)
{
	return BPF_CORE_READ(sk, __sk_common.skc_net.net, net_cookie);
}

static __always_inline void read_tuple(struct socket_state *state, struct sock *sk)
{
	read_addresses(sk, &state->local_address, &state->remote_address);
	state->local_port = sk->__sk_common.skc_num;
	state->remote_port = bpf_ntohs(sk->__sk_common.skc_dport);
	state->netns = netns_of(sk);
}
