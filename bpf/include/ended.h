/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The end of a TCP socket, counted once: told as it happens, or made up for where the kernel left that run out. */
#pragma once

#include "failed_connects.h"
#include "flush.h"
#include "left_out.h"

static __always_inline void count_failed(struct socket_state *state, struct sock *sk,
					 struct tcp_sock *tcp)
{
	struct edge_totals *totals;
	struct edge_key key;

	state->uncounted = 0;
	count_failure(state, failure_of(state, sk, tcp));
	edge_key_of(state, PROTOCOL_TCP, &key);
	totals = edge_totals_of(&key);
	if (!totals)
		return;
	add(&totals->sent_packets, gained_u32(&state->flushed_sent_segments, tcp->segs_out));
	add(&totals->retransmitted_segments,
	    gained_u32(&state->flushed_retransmits, tcp->total_retrans));
}

static __always_inline void count_end(struct socket_state *state, struct sock *sk,
				      struct tcp_sock *tcp)
{
	state->flags |= SOCKET_CLOSED;
	if (is_unknown_accept(state, sk))
		return;
	make_up_for_syn_ack(state, sk);
	if (state->role == ROLE_LISTENER)
		forget_listener(state);
	else if (state->uncounted == UNCOUNTED_OUTCOME)
		count_failed(state, sk, tcp);
	else
		flush(state, sk, true);
}

static __always_inline void make_up_for_close(struct socket_state *state, struct tcp_sock *tcp)
{
	if (tcp && state->role && !(state->flags & SOCKET_CLOSED))
		count_end(state, (struct sock *)tcp, tcp);
}
