/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A connection that is established, at either end. */
#pragma once

#include "peers.h"

static __always_inline void note_connected(struct socket_state *state, struct tcp_sock *tcp,
					   __u64 now, __u32 connect_us)
{
	state->connect_us = connect_us;
	state->since = now;
	if (!is_loopback(&state->remote_address)) {
		read_handshake(state, tcp);
		begin_handshake(state);
	}
}

/* In softirq, mostly: the owner is the listener's, cloned with its state, until the first send or receive. */
static __always_inline void note_accepted(struct socket_state *state, struct sock *sk,
					  struct tcp_sock *tcp)
{
	/* all but the owner, whom a first use may bind meanwhile, and the claim of who makes up for it */
	__builtin_memset(&state->peer, 0,
			 offsetof(struct socket_state, uncounted) -
				 offsetof(struct socket_state, peer));
	__builtin_memset(&state->connect_us, 0,
			 sizeof(*state) - offsetof(struct socket_state, connect_us));
	state->since = bpf_ktime_get_ns();
	state->flushed_retransmits =
		tcp->total_retrans; /* the SYN-ACKs, counted by tcp as they went */
	read_tuple(state, sk);
	/* a close has taken it from where the tuple was read */
	state->local_port = bpf_ntohs(tcp->inet_conn.icsk_inet.inet_sport);
	announce_tuple(state, PROTOCOL_TCP);
	if (!is_loopback(&state->remote_address)) {
		read_handshake(state, tcp);
		join_handshake(state); /* the client has begun it, where it is on this machine */
	}
	state->role = ROLE_SERVER;
	state->uncounted = UNCOUNTED_ESTABLISHMENT;
}
