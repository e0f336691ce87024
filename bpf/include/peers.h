/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Finding the process at the other end, when that end is a socket of this machine. */
#pragma once

#include "handshakes.h"

/*
 * Loopback tuples, and those from an address to itself, mean something else in each network namespace;
 * all others may join two namespaces.
 */
static __always_inline netns_cookie tuple_scope(netns_cookie netns, const struct address *a,
						const struct address *b)
{
	return is_loopback(a) || is_loopback(b) || same_address(a, b) ? netns : 0;
}

static __always_inline void announce_tuple(const struct socket_state *state, __u8 protocol)
{
	struct tuple_key key = {
		.scope = tuple_scope(state->netns, &state->local_address, &state->remote_address),
		.local_address = state->local_address,
		.remote_address = state->remote_address,
		.local_port = state->local_port,
		.remote_port = state->remote_port,
		.protocol = protocol,
	};

	if (state->owner)
		bpf_map_update_elem(&tuples, &key, &state->owner, BPF_ANY);
}

/* Keeps what is known when the other end has gone already. */
static __always_inline void find_peer(struct socket_state *state, __u8 protocol)
{
	struct tuple_key key = {
		.scope = tuple_scope(state->netns, &state->local_address, &state->remote_address),
		.local_address = state->remote_address,
		.remote_address = state->local_address,
		.local_port = state->remote_port,
		.remote_port = state->local_port,
		.protocol = protocol,
	};
	process_id *peer;

	if (protocol == PROTOCOL_TCP && find_by_handshake(state))
		return;
	peer = bpf_map_lookup_elem(&tuples, &key);
	if (peer)
		state->peer = *peer;
}

/*
 * A UDP socket is known by its own address alone, because it may have many peers, and so is a TCP socket that listens.
 * Bound to all addresses of its namespace (0.0.0.0 and :: are one here), it is known by the port: of UDP until a packet
 * tells the address.
 */
static __always_inline struct tuple_key port_key(netns_cookie netns, const struct address *local,
						 __u16 port, __u8 protocol)
{
	struct tuple_key key = { .local_port = port, .protocol = protocol };

	if (local->high || local->low >> 32) {
		key.local_address = *local;
		key.scope = is_loopback(local) ? netns : 0;
	} else {
		key.scope = netns;
	}
	return key;
}

static __always_inline void announce_udp_port(process_id owner, netns_cookie netns,
					      const struct address *local, __u16 port)
{
	struct tuple_key key = port_key(netns, local, port, PROTOCOL_UDP);

	if (owner)
		bpf_map_update_elem(&tuples, &key, &owner, BPF_ANY);
}

static __always_inline void announce_listener(const struct socket_state *state)
{
	struct tuple_key key =
		port_key(state->netns, &state->local_address, state->local_port, PROTOCOL_TCP);

	if (state->owner)
		bpf_map_update_elem(&tuples, &key, &state->owner, BPF_ANY);
}

static __always_inline void forget_listener(const struct socket_state *state)
{
	struct tuple_key key =
		port_key(state->netns, &state->local_address, state->local_port, PROTOCOL_TCP);

	bpf_map_delete_elem(&tuples, &key);
}

/* Who has this port. `here`: the address is one of this namespace, so that a socket bound to all of them may have it. */
static __always_inline process_id process_at(netns_cookie netns, const struct address *address,
					     __u16 port, __u8 protocol, bool here)
{
	struct tuple_key key = port_key(netns, address, port, protocol);
	process_id *process = bpf_map_lookup_elem(&tuples, &key);

	if (process || !here)
		return process ? *process : 0;
	key.scope = netns;
	__builtin_memset(&key.local_address, 0, sizeof(key.local_address));
	process = bpf_map_lookup_elem(&tuples, &key);
	return process ? *process : 0;
}
