/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The datagrams of UDP as they pass the packet hooks, counted by edge. */
#pragma once

#include "packet.h"
#include "process.h"
#include "peers.h"
#include "udp_role.h"

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>

/* The ports are where TCP has them too. */
static __always_inline bool parse_udp(struct __sk_buff *skb, __u32 offset, struct packet *packet)
{
	void *end = (void *)(long)skb->data_end;
	struct udphdr *udp = (void *)(long)skb->data + offset;

	if ((void *)(udp + 1) > end)
		return false;
	packet->source_port = bpf_ntohs(udp->source);
	packet->destination_port = bpf_ntohs(udp->dest);
	packet->payload_at = offset + sizeof(*udp);
	packet->payload_bytes = skb->len > packet->payload_at ? skb->len - packet->payload_at : 0;
	return true;
}

static __always_inline bool parse(struct __sk_buff *skb, struct packet *packet)
{
	void *data = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct iphdr *v4 = data;
	struct ipv6hdr *v6 = data;

	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		if ((void *)(v4 + 1) > end)
			return false;
		packet->protocol = v4->protocol;
		packet->source = address_of_v4(v4->saddr);
		packet->destination = address_of_v4(v4->daddr);
		return parse_udp(skb, v4->ihl * 4, packet);
	}
	if (skb->protocol != bpf_htons(ETH_P_IPV6) || (void *)(v6 + 1) > end)
		return false;
	packet->protocol = v6->nexthdr;
	__builtin_memcpy(&packet->source, &v6->saddr, sizeof(packet->source));
	__builtin_memcpy(&packet->destination, &v6->daddr, sizeof(packet->destination));
	return parse_udp(skb, sizeof(*v6), packet);
}

static __always_inline void announce_port(struct socket_state *state, const struct address *local,
					  __u16 port)
{
	if (state->local_port == port && same_address(&state->local_address, local))
		return;
	state->local_port = port;
	state->local_address = *local;
	announce_udp_port(state->owner, state->netns, local, port);
}

/* Not inlined: the stack of those who call it is short. */
static __noinline process_id udp_process_at(netns_cookie netns, const struct address *address,
					    __u16 port)
{
	/* What is not loopback may be of another namespace. */
	return process_at(netns, address, port, PROTOCOL_UDP, is_loopback(address));
}

/* The edge of a datagram. Another CPU may count another peer of the same socket now: the state is only asked for what does not change with the peer. */
static __always_inline void udp_edge_of(const struct socket_state *state,
					const struct packet *packet, bool egress, __u8 role,
					struct edge_key *key)
{
	const struct address *remote = egress ? &packet->destination : &packet->source;
	__u16 local_port = egress ? packet->source_port : packet->destination_port;
	__u16 remote_port = egress ? packet->destination_port : packet->source_port;

	if (!egress && state->translated_port) {
		remote = &state->translated_address;
		remote_port = state->translated_port;
	}
	key->netns = state->netns;
	key->local = state->owner;
	key->peer = udp_process_at(state->netns, remote, remote_port);
	key->peer_address = key->peer ? (struct address){} : *remote;
	key->server_port = role == ROLE_CLIENT ? remote_port : local_port;
	key->role = role;
	key->protocol = PROTOCOL_UDP;
	key->reserved = 0;
}

/* What leaves shows the backend; what it answers comes with the address that the program asked for. */
static __always_inline void note_translation(struct socket_state *state,
					     const struct packet *packet)
{
	if (!(state->flags & SOCKET_CONNECTED) || state->flags & SOCKET_SENDS_ELSEWHERE)
		return;
	if (packet->destination_port == state->remote_port &&
	    same_address(&packet->destination, &state->remote_address)) {
		if (state->translated_port)
			state->translated_port = 0;
		return;
	}
	state->translated_address = packet->destination;
	state->translated_port = packet->destination_port;
}

/* Answers the socket's state where there is one. */
static __noinline struct socket_state *count_datagrams(struct __sk_buff *skb, struct bpf_sock *sk,
						       const struct packet *packet, bool egress)
{
	const struct address *local = egress ? &packet->source : &packet->destination;
	__u16 local_port = egress ? packet->source_port : packet->destination_port;
	__u16 remote_port = egress ? packet->destination_port : packet->source_port;
	struct socket_state *state =
		bpf_sk_storage_get(&sockets, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
	__u64 datagrams = skb->gso_segs ? skb->gso_segs : 1;
	struct edge_totals *totals;
	struct edge_key key;

	if (!state) {
		count_stat(STAT_STORAGE_FAILED);
		return NULL;
	}
	count_stat(STAT_EVENTS);
	announce_port(state, local, local_port);
	if (egress)
		note_translation(state, packet);
	state->role = udp_role(state, local_port, remote_port, egress);
	udp_edge_of(state, packet, egress, state->role, &key);
	if (state->role == ROLE_SERVER)
		key.server_port = sk->src_port; /* its answer leaves from the port that was asked */
	totals = edge_totals_of(&key);
	if (totals) {
		add(egress ? &totals->sent_bytes : &totals->received_bytes, packet->payload_bytes);
		add(egress ? &totals->sent_packets : &totals->received_packets, datagrams);
	}
	return state;
}
