/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How the two ends of a connection find each other where both are on this machine, though its addresses are translated. */
#pragma once

#include "sockets.h"

static const struct handshake nobody_yet;

/* The counters move on with the sequence numbers; of who connects the SYN counts as one that was acknowledged. */
static __always_inline void read_handshake(struct socket_state *state, struct tcp_sock *tcp)
{
	__u32 sent_first = tcp->snd_una - (__u32)tcp->bytes_acked;
	__u32 received_first = tcp->rcv_nxt - (__u32)tcp->bytes_received;

	if (state->role == ROLE_CLIENT) {
		state->handshake.client_first = sent_first + 1;
		state->handshake.server_first = received_first;
	} else {
		state->handshake.client_first = received_first;
		state->handshake.server_first = sent_first;
	}
}

/* A connection to the loopback has none: nothing translates it that its first packet has not shown. */
static __always_inline struct handshake *handshake_of(const struct socket_state *state)
{
	if (!state->handshake.client_first && !state->handshake.server_first)
		return NULL;
	return bpf_map_lookup_elem(&handshakes, &state->handshake);
}

static __always_inline void join_handshake(const struct socket_state *state)
{
	struct handshake *both = handshake_of(state);

	if (!both)
		return;
	if (state->role == ROLE_CLIENT) {
		both->client = state->owner;
	} else {
		both->server_port = state->local_port;
		both->server = state->owner;
	}
}

static __always_inline void begin_handshake(const struct socket_state *state)
{
	bpf_map_update_elem(&handshakes, &state->handshake, &nobody_yet, BPF_NOEXIST);
	join_handshake(state);
}

/* False where the other end has not told who it is. */
static __always_inline bool find_by_handshake(struct socket_state *state)
{
	struct handshake *both = handshake_of(state);
	process_id peer;

	if (!both)
		return false;
	peer = state->role == ROLE_CLIENT ? both->server : both->client;
	if (!peer)
		return false;
	state->peer = peer;
	if (state->role == ROLE_CLIENT)
		state->remote_port = both->server_port;
	return true;
}
