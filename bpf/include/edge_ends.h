/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The edge of a packet that no socket is known of: by the addresses and ports in it. */
#pragma once

#include "dropped_packet.h"
#include "peers.h"

/* One end of a packet's way, and what is known there of the other. */
struct edge_end {
	netns_cookie netns;
	process_id process;
	process_id peer;
	struct address local;
	struct address remote;
	__u16 local_port;
	__u16 remote_port;
	__u8 protocol;
	bool here; /* it is in this namespace */
	__u16 reserved; /* no padding: before Linux 6.3 a global function takes nothing uninitialized */
};

static __always_inline struct edge_end source_of(const struct dropped_packet *packet,
						 netns_cookie netns)
{
	return (struct edge_end){
		.netns = netns,
		.local = packet->source,
		.remote = packet->destination,
		.local_port = packet->source_port,
		.remote_port = packet->destination_port,
		.protocol = packet->protocol,
	};
}

static __always_inline struct edge_end destination_of(const struct dropped_packet *packet,
						      netns_cookie netns)
{
	return (struct edge_end){
		.netns = netns,
		.local = packet->destination,
		.remote = packet->source,
		.local_port = packet->destination_port,
		.remote_port = packet->source_port,
		.protocol = packet->protocol,
	};
}

/* Whose end it is; of TCP, whose connection. Global, as those below: the verifier looks at them once, not on each way here. */
__noinline process_id process_of(struct edge_end *end)
{
	struct tuple_key key = {};
	process_id *process;

	if (!end)
		return 0;
	key = (struct tuple_key){
		.scope = tuple_scope(end->netns, &end->local, &end->remote),
		.local_address = end->local,
		.remote_address = end->remote,
		.local_port = end->local_port,
		.remote_port = end->remote_port,
		.protocol = PROTOCOL_TCP,
	};
	if (end->protocol == PROTOCOL_UDP)
		return process_at(end->netns, &end->local, end->local_port, PROTOCOL_UDP,
				  end->here || is_loopback(&end->local));
	process = bpf_map_lookup_elem(&tuples, &key);
	return process ? *process : 0;
}

__noinline process_id listener_of(struct edge_end *end)
{
	if (!end || end->protocol != PROTOCOL_TCP)
		return 0;
	return process_at(end->netns, &end->local, end->local_port, PROTOCOL_TCP,
			  end->here || is_loopback(&end->local));
}

/*
 * One of the addresses that all mean the same identity, as collectors/identity/address.ts tells them: the network of a
 * private one, else the internet. Who sends from ever new ones (a scan, a flood) must not take the table from all others.
 */
static __always_inline void blur(struct address *address)
{
	bool private = is_private(address);

	if (is_loopback(address) || is_multicast(address))
		return;
	if (is_v4(address)) {
		address->low = private ? address->low & 0x00ffffffffffffff
				       : (address->low & 0x000000ffffffffff) | 1ul << 56;
	} else if (private) {
		address->low = 0;
	} else if ((__u8)address->high) {
		address->high &= 0xffff;
		address->low = 0;
	}
}

static __always_inline struct edge_key exact_key_of(const struct edge_end *end, __u8 role)
{
	struct edge_key key = {
		.netns = end->netns,
		.local = end->process,
		.peer = end->peer,
		.server_port = role == ROLE_CLIENT ? end->remote_port : end->local_port,
		.role = role,
		.protocol = end->protocol,
	};

	if (!end->peer)
		key.peer_address = end->remote;
	return key;
}

__noinline int read_key_of_end(struct edge_end *end, __u32 role, struct edge_key *key)
{
	if (!end || !key)
		return 0;
	*key = exact_key_of(end, role);
	if (role == ROLE_SERVER && !key->peer && !bpf_map_lookup_elem(&edges, key))
		blur(&key->peer_address);
	return 0;
}

/* Whether packets were counted there already. */
__noinline int is_edge(struct edge_end *end, __u32 role)
{
	struct edge_key key;

	if (!end)
		return false;
	key = exact_key_of(end, role);
	return bpf_map_lookup_elem(&edges, &key) != NULL;
}

/* Where the ports of clients begin that the kernel draws, by default. */
#define FIRST_DRAWN_PORT 32768

/*
 * A SYN is for a server. Else the server is who listens, or has the lower port; where both may have been drawn, who
 * serves on the edge that is known.
 */
static __always_inline bool is_to_server(const struct dropped_packet *packet,
					 struct edge_end *source, struct edge_end *destination)
{
	__u16 from = packet->source_port, to = packet->destination_port;
	bool lower = to <= from;

	if (packet->syn)
		return !packet->ack;
	if (listener_of(destination))
		return true;
	if (listener_of(source))
		return false;
	if (from < FIRST_DRAWN_PORT || to < FIRST_DRAWN_PORT || !destination->process ||
	    is_edge(destination, lower ? ROLE_SERVER : ROLE_CLIENT))
		return lower;
	return is_edge(destination, lower ? ROLE_CLIENT : ROLE_SERVER) ? !lower : lower;
}
