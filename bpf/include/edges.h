/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The edge table: who talks to whom, and what was counted there. */
#pragma once

#include "addresses.h"

typedef __u64 ktime_ns;
typedef __u64 netns_cookie;

/*
 * Low half: the pid. High half: which program that pid was. A reused pid is someone else, and so is an exec for the
 * sockets that it is the first to use; those that it used before keep the old name.
 */
typedef __u64 process_id;

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
	__u8 protocol; /* PROTOCOL_TCP or PROTOCOL_UDP */
	__u32 reserved;
};

/*
 * How the entries of what found no room begin their peer's address: as one that is as far away, so that bytes stay with
 * the traffic that they are. Of this machine's own addresses only the agent knows: those of no known process count by
 * where they lie.
 */
enum overflow_peer {
	OVERFLOW_LOOPBACK = 0, /* ::, which reaches this machine */
	OVERFLOW_LAN = 0x80fe, /* fe80:: */
	OVERFLOW_INTERNET = 0x20, /* 2000:: */
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

enum protocol {
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
};

enum edge_detail_kind {
	DETAIL_CONNECT_FAILURE = 1, /* reason: enum connect_failure */
	DETAIL_RESET_SENT = 2, /* reason: the kernel's enum sk_rst_reason */
	DETAIL_RESET_RECEIVED = 3, /* reason: enum reset_phase */
	DETAIL_UNSEEN_REQUESTS = 4, /* connections; reason: enum l7_unseen */
	DETAIL_DROPPED = 5, /* packets; reason: the kernel's enum skb_drop_reason */
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

/* Losses and events, one row a collector, so that each object counts its own. */
enum stat {
	STAT_EVENTS, /* state changes, resets, SYN-ACKs sent again, datagrams */
	STAT_FAILED_CONNECTS,
	STAT_RING_FULL,
	STAT_EDGE_MAP_FULL, /* counted, but in the `other` entry */
	STAT_DETAIL_MAP_FULL,
	STAT_STORAGE_FAILED,
	STAT_SWEEP_RACE,
	STAT_UNSAMPLED, /* events that the sampling left out on purpose */
	STAT_LISTENER_MAP_FULL, /* while sockets from before the start were taken over */
	STAT_COUNT,
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, STAT_COUNT);
	__type(key, __u32);
	__type(value, __u64);
} stats SEC(".maps");

static __always_inline void add_stat(__u32 stat, __u64 count)
{
	__u64 *value = bpf_map_lookup_elem(&stats, &stat);

	if (value)
		__sync_fetch_and_add(value, count);
}

static __always_inline void count_stat(__u32 stat)
{
	add_stat(stat, 1);
}

static const struct edge_totals no_totals;
static const __u64 no_count;

static __always_inline __u64 overflow_peer_of(const struct address *peer)
{
	if (is_unspecified(peer) || is_loopback(peer))
		return OVERFLOW_LOOPBACK;
	return is_private(peer) || is_multicast(peer) ? OVERFLOW_LAN : OVERFLOW_INTERNET;
}

/* The entry of this key, new if need be; when the map is full the one `other` of its role and traffic. */
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
	other.peer_address.high = overflow_peer_of(&key->peer_address);
	return bpf_map_lookup_elem(&edges, &other);
}

/* False where the table is full. */
static __always_inline bool try_edge_detail(const struct edge_key *edge, __u32 kind, __u32 reason,
					    __u64 delta)
{
	struct edge_detail_key key = { .edge = *edge, .kind = kind, .reason = reason };
	__u64 *count = bpf_map_lookup_elem(&edge_details, &key);

	if (!count) {
		bpf_map_update_elem(&edge_details, &key, &no_count, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&edge_details, &key);
	}
	if (!count)
		return false;
	__sync_fetch_and_add(count, delta);
	return true;
}

static __always_inline void add_edge_detail(const struct edge_key *edge, __u32 kind, __u32 reason,
					    __u64 delta)
{
	if (!try_edge_detail(edge, kind, reason, delta))
		add_stat(STAT_DETAIL_MAP_FULL, delta);
}

static __always_inline void add(__u64 *total, __u64 delta)
{
	if (delta)
		__sync_fetch_and_add(total, delta);
}
