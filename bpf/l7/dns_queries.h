/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * DNS over UDP: the queries that wait for their answers, at whichever end they were seen. A query that is sent again is the
 * same one. What has no answer in time the agent takes out and counts as unanswered; so does this, where its number is
 * needed again. BPF only.
 */
#pragma once

#include "../include/packet.h"
#include "dns_datagram.h"
#include "engine.h"

/* How long a query waits. */
const volatile __u64 dns_patience_ns = 5000000000;
const volatile __u32 dns_names_per_second = 500;

#define DNS_TRIES  4 /* datagrams of no DNS, after which only every 64th of a socket is looked at */
#define DNS_SPARSE 64
#define DNS_TRUST  -1000 /* where a socket has spoken DNS, so many more */

/* Of a socket that has one peer, none is written down: the packets of some show the address before its translation, and some after. */
struct dns_query_key {
	__u64 socket;
	struct address peer;
	__u16 peer_port;
	__u16 id;
	__u32 reserved;
};

struct dns_query {
	ktime_ns asked_at;
	struct edge_key edge;
	__u32 question; /* tells it from another query with the same number */
	__u32 method;
};

/* Not an LRU: that would forget queries uncounted. Not preallocated: see `edges`. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct dns_query_key);
	__type(value, struct dns_query);
} dns_queries SEC(".maps");

/* What protocol it is is told by content: after some datagrams that are no DNS, few more are looked at. */
static __always_inline bool dns_may_come(struct socket_state *state)
{
	if (state->no_dns < DNS_TRIES)
		return true;
	if (++state->no_dns < DNS_TRIES + DNS_SPARSE)
		return false;
	state->no_dns = DNS_TRIES;
	return true;
}

static __always_inline void dns_was(struct socket_state *state, bool dns)
{
	if (!dns && state->no_dns < DNS_TRIES)
		state->no_dns++;
	else if (dns && state->no_dns != DNS_TRUST)
		state->no_dns = DNS_TRUST;
}

/* Multicast and broadcast: such questions have as many answers as there are hosts that know one. */
static __always_inline bool dns_is_to_many(const struct address *destination)
{
	if (!destination->high && (__u32)destination->low == bpf_htonl(0xffff))
		return (destination->low >> 32 & 0xff) >= 224;
	return (destination->high & 0xff) == 0xff;
}

static __always_inline struct dns_query_key dns_key_of(struct __sk_buff *skb,
						       const struct socket_state *state,
						       const struct dns_head *head,
						       const struct address *peer, __u16 port)
{
	struct dns_query_key key = { .socket = bpf_get_socket_cookie(skb),
				     .id = (__u16)head->first };

	if (!(state->flags & SOCKET_CONNECTED)) {
		key.peer = *peer;
		key.peer_port = port;
	}
	return key;
}

/* Takes the query out and counts it. Answers its method; DNS_NO_QUESTION where nobody waits. */
static __noinline __u32 dns_settle(struct dns_query_key *key, __u16 status)
{
	struct dns_query *query = bpf_map_lookup_elem(&dns_queries, key);
	struct l7_key counted = { .protocol = L7_DNS };
	__u32 ticks = L7_UNTIMED, method;
	struct l7_totals *totals;
	__u64 took;

	if (!query)
		return DNS_NO_QUESTION;
	counted.edge = query->edge;
	method = query->method;
	took = bpf_ktime_get_ns() - query->asked_at;
	/* Another may have taken it meanwhile. */
	if (bpf_map_delete_elem(&dns_queries, key))
		return DNS_NO_QUESTION;
	if (took > dns_patience_ns)
		status = L7_UNANSWERED;
	if (status != L7_UNANSWERED)
		ticks = took >> 10;
	totals = l7_totals_of(&counted);
	if (totals)
		l7_add_here(totals, method << 16 | status, ticks, 0);
	return method;
}

/* Fills in the question of the query. False: it is none. */
static __noinline bool dns_read_question(struct __sk_buff *skb, __u32 at, struct dns_query *query)
{
	__u32 length = skb->len - at, method = DNS_NO_QUESTION;
	struct l7_scratch *scratch = l7_claim_scratch();
	struct l7_work *work;

	if (!scratch) {
		l7_count_stat(L7_STAT_NO_SCRATCH, 1);
		return false;
	}
	work = &scratch->work;
	if (length > DNS_NAME_BYTES)
		length = DNS_NAME_BYTES;
	work->filled = length;
	if (length && !bpf_skb_load_bytes(skb, at, work->window, length))
		method = dns_asks(work, &query->question);
	scratch->claimed = 0;
	query->method = method;
	return method != DNS_NO_QUESTION;
}

/* A query. One that waits with this number is the same, or it has waited in vain. */
static __always_inline void dns_asked(struct dns_query_key *key, struct dns_query *query)
{
	struct dns_query *waits = bpf_map_lookup_elem(&dns_queries, key);
	long error;

	query->asked_at = bpf_ktime_get_ns();
	if (waits) {
		if (waits->question == query->question &&
		    query->asked_at - waits->asked_at <= dns_patience_ns)
			return;
		dns_settle(key, L7_UNANSWERED);
	}
	error = bpf_map_update_elem(&dns_queries, key, query, BPF_NOEXIST);
	if (error && error != -EEXIST)
		l7_count_stat(L7_STAT_QUERIES_FULL, 1);
}

#define DNS_TOLD_SHIFT 36 /* of nanoseconds: what was told is told again in the next 69 s */

/* Answers by their bytes behind the number, and when they were told. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, __u64);
} dns_told SEC(".maps");

/* Most clients ask the same again and again, and are answered the same. 0: that is not known, of one that is too long or cannot be read. */
static __noinline __u64 dns_told_key(struct __sk_buff *skb, __u32 at)
{
	__u32 length = skb->len - at - sizeof(__u16);
	struct l7_scratch *scratch;
	__u64 key = 0;

	if (!length || length > L7_WINDOW)
		return 0;
	scratch = l7_claim_scratch();
	if (!scratch)
		return 0;
	__builtin_memset(scratch->work.window, 0, L7_WINDOW);
	if (!bpf_skb_load_bytes(skb, at + sizeof(__u16), scratch->work.window, length)) {
		key = length;
		for (__u32 i = 0; i < L7_WINDOW; i += 8)
			key = (key ^ key >> 29 ^ l7_unaligned_64(&scratch->work.window[i])) *
			      0x9e3779b97f4a7c15;
	}
	scratch->claimed = 0;
	return key;
}

/* An answer with addresses, as its client got it, goes to the agent, which learns from it what they are called. */
static __always_inline void dns_tell(struct __sk_buff *skb, __u32 at)
{
	__u64 now = bpf_ktime_get_ns(), when = now >> DNS_TOLD_SHIFT;
	__u64 key = dns_told_key(skb, at), *told = bpf_map_lookup_elem(&dns_told, &key);
	__u32 length = skb->len - at;
	struct l7_dns_event *event;

	if (told && *told == when)
		return;
	if (!l7_may_sample(L7_EVENT_DNS, dns_names_per_second, now)) {
		l7_count_stat(L7_STAT_UNLEARNT, 1);
		return;
	}
	if (length > L7_DNS_BYTES)
		length = L7_DNS_BYTES;
	event = bpf_ringbuf_reserve(&l7_events, sizeof(*event), 0);
	if (!event) {
		l7_count_stat(L7_STAT_RING_FULL, 1);
		return;
	}
	event->kind = L7_EVENT_DNS;
	event->length = length;
	if (!length || bpf_skb_load_bytes(skb, at, event->bytes, length)) {
		bpf_ringbuf_discard(event, BPF_RB_NO_WAKEUP);
		return;
	}
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	if (key)
		bpf_map_update_elem(&dns_told, &key, &when, BPF_ANY);
}
