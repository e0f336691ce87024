/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The streams that are followed, and whose they are. */
#pragma once

#include "count.h"
#include "statement_table.h"

#define L7_LOOKUPS 4 /* answers until a peer that is not on this machine is no longer looked for */

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct l7_stream);
} l7_streams SEC(".maps");

/* Not inlined: it is seldom called, and takes much of the stack. */
__noinline int l7_find_peer(struct socket_state *state)
{
	if (state)
		find_peer(state, PROTOCOL_TCP);
	return 0;
}

static __always_inline void l7_edge_of(struct l7_stream *stream, struct socket_state *state,
				       struct edge_key *edge)
{
	if (!state->peer && stream->peer_lookups < L7_LOOKUPS) {
		stream->peer_lookups++;
		l7_find_peer(state);
	}
	edge_key_of(state, PROTOCOL_TCP, edge);
}
