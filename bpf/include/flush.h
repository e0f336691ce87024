/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Adding what a TCP socket has counted to its edge. */
#pragma once

#include "peers.h"
#include "tcp_counters.h"

/* The agent writes the bounds of contract/metrics.ts here before the load. */
const volatile __u64 round_trip_bounds_us[ROUND_TRIP_BUCKETS - 1];

static __always_inline __u32 round_trip_bucket(__u64 us)
{
	__u32 bucket = 0;

	for (int i = 0; i < ROUND_TRIP_BUCKETS - 1; i++)
		bucket += us > round_trip_bounds_us[i];
	return bucket;
}

/*
 * What this socket's counter gained since it was last added to an edge. The sweep and a close may run at once:
 * whoever moves `flushed` forward adds the difference, so each increment is added once.
 */
static __always_inline __u64 gained(__u64 *flushed, __u64 now)
{
	for (int i = 0; i < 8; i++) {
		__u64 before = *(volatile __u64 *)flushed;

		if (now <= before)
			return 0;
		if (__sync_val_compare_and_swap(flushed, before, now) == before)
			return now - before;
	}
	count_stat(STAT_SWEEP_RACE);
	return 0;
}

/* The same for the kernel's 32-bit counters, which wrap. */
static __always_inline __u64 gained_u32(__u32 *flushed, __u32 now)
{
	for (int i = 0; i < 8; i++) {
		__u32 before = *(volatile __u32 *)flushed;

		if ((__s32)(now - before) <= 0)
			return 0;
		if (__sync_val_compare_and_swap(flushed, before, now) == before)
			return now - before;
	}
	count_stat(STAT_SWEEP_RACE);
	return 0;
}

static __always_inline void count_establishment(struct socket_state *state,
						struct edge_totals *totals)
{
	if (__sync_val_compare_and_swap(&state->uncounted, UNCOUNTED_ESTABLISHMENT, 0) !=
	    UNCOUNTED_ESTABLISHMENT)
		return;
	if (state->role != ROLE_CLIENT) {
		add(&totals->accepts, 1);
		return;
	}
	add(&totals->connects, 1);
	if (!state->connect_us)
		return;
	add(&totals->connect_us_sum, state->connect_us);
	add(&totals->connect_buckets[round_trip_bucket(state->connect_us)], 1);
}

/* Ahead of what it has sent and received. */
static __always_inline void count_established(struct socket_state *state)
{
	struct edge_totals *totals;
	struct edge_key key;

	if (state->uncounted != UNCOUNTED_ESTABLISHMENT)
		return;
	find_peer(state, PROTOCOL_TCP);
	edge_key_of(state, PROTOCOL_TCP, &key);
	totals = edge_totals_of(&key);
	if (totals)
		count_establishment(state, totals);
}

static __always_inline void sample_round_trip(struct tcp_sock *tcp, struct edge_totals *totals)
{
	__u64 rtt_us = tcp->srtt_us >> 3;

	if (!rtt_us)
		return;
	add(&totals->rtt_us_sum, rtt_us);
	add(&totals->rtt_variation_us_sum, tcp->mdev_us >> 2);
	add(&totals->rtt_buckets[round_trip_bucket(rtt_us)], 1);
}

/* Bytes that the socket has counted already, but that belong to its next owner. */
struct held_back {
	__u64 sent;
	__u64 received;
};

static __always_inline __u64 less(__u64 count, __u64 held_back)
{
	return count > held_back ? count - held_back : 0;
}

static __always_inline struct edge_totals *flush_but(struct socket_state *state, struct sock *sk,
						     struct held_back held, bool closing)
{
	struct tcp_sock *tcp = bpf_skc_to_tcp_sock(sk);
	struct edge_totals *totals;
	__u64 sent, received;
	struct edge_key key;

	if (!tcp)
		return NULL;
	find_peer(state, PROTOCOL_TCP);
	edge_key_of(state, PROTOCOL_TCP, &key);
	totals = edge_totals_of(&key);
	if (!totals)
		return NULL;
	count_establishment(state, totals);
	sent = gained(&state->flushed_sent_bytes,
		      less(tcp->bytes_sent - tcp->bytes_retrans, held.sent));
	received = gained(&state->flushed_received_bytes,
			  less(received_payload(sk, tcp), held.received));
	add(&totals->sent_bytes, sent);
	add(&totals->received_bytes, received);
	add(&totals->sent_packets, gained_u32(&state->flushed_sent_segments, tcp->segs_out));
	add(&totals->received_packets, gained_u32(&state->flushed_received_segments, tcp->segs_in));
	add(&totals->retransmitted_segments,
	    gained_u32(&state->flushed_retransmits, tcp->total_retrans));
	if (closing || sent || received)
		sample_round_trip(tcp, totals);
	return totals;
}

static __always_inline struct edge_totals *flush(struct socket_state *state, struct sock *sk,
						 bool closing)
{
	return flush_but(state, sk, (struct held_back){}, closing);
}
