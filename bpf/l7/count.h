/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Requests by edge and protocol, with their latency. BPF only. */
#pragma once

#include "../include/sockets.h"
#include "stream.h"

#define L7_BUCKETS  17
#define L7_PAIRS    16
#define L7_HALVINGS 6 /* of 1 << this many connections one is followed at least */

/* The agent writes the bounds of contract/metrics.ts here before the load, in ticks of 1,024 ns. */
const volatile __u64 l7_bounds_ticks[L7_BUCKETS - 1];

/* What requests cost in exactness, of both hooks. */
enum l7_stat {
	L7_STAT_REPAIRED, /* segments that were parsed when they were read */
	L7_STAT_STORAGE_FAILED, /* a connection whose requests are not counted */
	L7_STAT_UNPARSED, /* requests that waited when their connection could not be parsed any more, or whose answers were not told apart */
	L7_STAT_GAP, /* bytes left that never came past the hook */
	L7_STAT_NO_SCRATCH, /* too many segments at once on one CPU */
	L7_STAT_SHED, /* connections that are not followed any more, because others stand for them */
	L7_STAT_ORPHANS, /* answers to requests from before: they are not counted */
	L7_STAT_TABLE_FULL, /* counted, but in the `other` entry */
	L7_STAT_RING_FULL, /* requests and names that are not told */
	L7_STAT_LEFT_OUT, /* slow and failed requests that are not told on purpose: enough are */
	L7_STAT_UNNAMED, /* handshakes whose server name is not told: there are too many in a second */
	L7_STAT_QUERIES_FULL, /* queries that are not counted, because too many wait */
	L7_STAT_UNLEARNT, /* answers of DNS with names that are not told: there are too many in a second */
	L7_STAT_ESTIMATES, /* requests that count twice, for others that are not read; the next rows: four times, and so on */
	L7_STAT_COUNT = L7_STAT_ESTIMATES + L7_HALVINGS,
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, L7_STAT_COUNT);
	__type(key, __u32);
	__type(value, __u64);
} l7_stats SEC(".maps");

static __always_inline void l7_count_stat(__u32 stat, __u64 count)
{
	__u64 *value = bpf_map_lookup_elem(&l7_stats, &stat);

	if (value && count)
		__sync_fetch_and_add(value, count);
}

struct l7_key {
	struct edge_key edge;
	__u32 protocol;
	__u32 reserved;
};

/* Everything here only grows, but the names, which are given once. A name is 1 << 32 | method << 16 | status; 0: free. */
struct l7_totals {
	__u64 buckets[L7_BUCKETS];
	__u64 ticks;
	__u64 others; /* requests of methods and statuses beyond L7_PAIRS */
	__u64 names[L7_PAIRS];
	__u64 requests[L7_PAIRS];
};

/* Not preallocated: see `edges`. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct l7_key);
	__type(value, struct l7_totals);
} l7_requests SEC(".maps");

static const struct l7_totals no_requests;

static __always_inline struct l7_totals *l7_totals_of(struct l7_key *key)
{
	struct l7_totals *totals = bpf_map_lookup_elem(&l7_requests, key);

	if (totals)
		return totals;
	bpf_map_update_elem(&l7_requests, key, &no_requests, BPF_NOEXIST);
	totals = bpf_map_lookup_elem(&l7_requests, key);
	if (totals)
		return totals;
	l7_count_stat(L7_STAT_TABLE_FULL, 1);
	key->edge = (struct edge_key){ .role = key->edge.role, .protocol = key->edge.protocol };
	return bpf_map_lookup_elem(&l7_requests, key);
}

static __always_inline __u32 l7_bucket(__u32 ticks)
{
	__u32 bucket = 0;

	/* Five comparisons, not sixteen: the bounds ascend. */
	for (__u32 step = 16; step; step >>= 1) {
		__u32 probe = bucket + step - 1;

		if (probe < L7_BUCKETS - 1 && ticks > l7_bounds_ticks[probe])
			bucket += step;
	}
	return bucket;
}

static __always_inline void l7_add_pair(struct l7_totals *totals, __u64 name, __u64 requests)
{
	for (__u32 i = 0; i < L7_PAIRS; i++) {
		if (!totals->names[i])
			__sync_val_compare_and_swap(&totals->names[i], 0, name);
		if (totals->names[i] == name) {
			add(&totals->requests[i], requests);
			return;
		}
	}
	add(&totals->others, requests);
}

/* One answered request. */
static __always_inline int l7_add_here(struct l7_totals *totals, __u32 method_and_status,
				       __u32 ticks, __u32 weight_shift)
{
	__u64 weight = 1ULL << (weight_shift & 31);
	__u32 bucket;

	if (!totals)
		return 0;
	if (weight_shift)
		l7_count_stat(L7_STAT_ESTIMATES + weight_shift - 1, 1);
	l7_add_pair(totals, 1ULL << 32 | method_and_status, weight);
	if (ticks == L7_UNTIMED)
		return 0;
	bucket = l7_bucket(ticks);
	if (bucket < L7_BUCKETS)
		add(&totals->buckets[bucket], weight);
	add(&totals->ticks, ticks * weight);
	return 0;
}

/* The same as a function of its own, so that the verifier reads it once. */
__noinline int l7_add(struct l7_totals *totals, __u32 method_and_status, __u32 ticks,
		      __u32 weight_shift)
{
	return l7_add_here(totals, method_and_status, ticks, weight_shift);
}
