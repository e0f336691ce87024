/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* DNS in the datagrams that pass the packet hooks. */
#pragma once

#include "../include/datagrams.h"
#include "dns_queries.h"

/* False: it is no query. */
static __noinline bool count_query(struct __sk_buff *skb, struct socket_state *state,
				   const struct packet *packet, const struct dns_head *head,
				   bool egress)
{
	const struct address *remote = egress ? &packet->destination : &packet->source;
	__u16 remote_port = egress ? packet->destination_port : packet->source_port;
	struct dns_query query = {};
	struct dns_query_key key;

	if (!dns_read_question(skb, packet->payload_at + DNS_HEAD_BYTES, &query))
		return false;
	/* The answer comes from whom the program meant: the packet may show what a translation has made of it. */
	if (egress && state->remote_port) {
		remote = &state->remote_address;
		remote_port = state->remote_port;
	}
	key = dns_key_of(skb, state, head, remote, remote_port);
	udp_edge_of(state, packet, egress, egress ? ROLE_CLIENT : ROLE_SERVER, &query.edge);
	dns_asked(&key, &query);
	return true;
}

/* False: nobody waits for it. */
static __noinline bool count_answer(struct __sk_buff *skb, struct socket_state *state,
				    const struct packet *packet, const struct dns_head *head,
				    bool egress)
{
	const struct address *remote = egress ? &packet->destination : &packet->source;
	__u16 remote_port = egress ? packet->destination_port : packet->source_port;
	struct dns_query_key key = dns_key_of(skb, state, head, remote, remote_port);
	__u32 status = dns_flags(head->first) & DNS_STATUS, method = dns_settle(&key, status);

	if (method == DNS_NO_QUESTION && !egress && !(state->flags & SOCKET_CONNECTED)) {
		/* It was translated in the program's call, and not on the packet's way. */
		key.peer = state->remote_address;
		key.peer_port = state->remote_port;
		method = dns_settle(&key, status);
	}
	if (!egress && !status && (method == DNS_A || method == DNS_AAAA))
		dns_tell(skb, packet->payload_at);
	return method != DNS_NO_QUESTION;
}

static __always_inline void look_for_dns(struct __sk_buff *skb, struct socket_state *state,
					 const struct packet *packet, bool egress)
{
	struct dns_head head = {};

	if (!dns_may_come(state))
		return;
	if (packet->payload_bytes < DNS_HEAD_BYTES ||
	    bpf_skb_load_bytes(skb, packet->payload_at, &head, DNS_HEAD_BYTES)) {
		dns_was(state, false);
	} else if (dns_is_query(head.first, head.rest)) {
		if (!dns_is_to_many(&packet->destination))
			dns_was(state, count_query(skb, state, packet, &head, egress));
	} else if (dns_is_answer(head.first)) {
		if (count_answer(skb, state, packet, &head, egress))
			dns_was(state, true);
	} else {
		dns_was(state, false);
	}
}
