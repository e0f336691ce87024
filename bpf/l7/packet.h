/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The streams as they pass the packet hooks: before TCP has put them in order, and with what is sent again. */
#pragma once

#include "engine.h"
#include "packet_source.h"

/* A row of one: 1 where this kernel refuses repairs.bpf.c, so that nothing repairs a hole. Written by the agent. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} l7_unrepaired SEC(".maps");

static __always_inline bool l7_is_unrepaired(void)
{
	__u32 first = 0, *unrepaired = bpf_map_lookup_elem(&l7_unrepaired, &first);

	return unrepaired && *unrepaired;
}

/*
 * Where a direction begins that was not seen yet. Of what is received the kernel knows it, whichever packet comes first: what
 * came before and was not read yet is repaired when it is read.
 */
static __always_inline __u32 l7_beginning(const struct l7_stream *stream, struct bpf_sock *sk,
					  __u32 sequence, bool sent)
{
	struct bpf_tcp_sock *tcp;

	if (sent || !(stream->flags & L7_FROM_START))
		return sequence;
	tcp = bpf_tcp_sock(sk);
	return tcp ? tcp->rcv_nxt - (__u32)tcp->bytes_received : sequence;
}

/* What comes after a hole is parsed when the application reads it: by then the hole is filled. */
static __always_inline void l7_comes_later(struct l7_stream *stream, struct l7_direction *direction,
					   __u32 end)
{
	if (l7_is_after(end, direction->seen))
		direction->seen = end;
	stream->behind = 1;
}

static __noinline int l7_gap(struct l7_segment *segment)
{
	struct l7_direction *direction = &segment->stream->directions[segment->sent & 1];

	l7_count_stat(L7_STAT_GAP, 1);
	direction->next = segment->sequence + segment->length;
	direction->carried = 0;
	l7_begin_again(segment->stream, l7_state_of(segment));
	return 0;
}

/* The requests that wait, but for the newest ones, were answered where nobody saw it. */
static __always_inline void l7_forget(struct l7_stream *stream, __u32 newest)
{
	__u32 waiting = l7_waiting(stream);

	if (waiting <= newest)
		return;
	l7_count_stat(L7_STAT_UNPARSED, waiting - newest);
	stream->answered += waiting - newest;
}

/*
 * What was received goes on after a hole that stays. Requests that wait may have been answered in it. Or there were requests in it,
 * of which answers will come: where several wait, nobody knows any more which is whose.
 */
static __always_inline void l7_leave_hole(struct l7_stream *stream, struct socket_state *state,
					  __u32 sequence)
{
	struct l7_direction *received = &stream->directions[0];

	l7_count_stat(L7_STAT_GAP, 1);
	l7_restart(received);
	received->next = sequence;
	stream->flags &= ~L7_FROM_START;
	if (stream->protocol == L7_UNDECIDED) {
		l7_begin_again(stream, state);
		return;
	}
	stream->torn = 1;
	received->adrift = L7_ADRIFT;
	if (stream->sent_are_requests) {
		l7_forget(stream, 0);
	} else if (l7_waiting(stream) > 1) {
		stream->flags |= L7_OVERFLOWED;
		l7_untell(stream);
	}
	if (stream->protocol == L7_TLS) {
		l7_count_stat(L7_STAT_UNPARSED, l7_waiting(stream));
		l7_leave_alone(stream, state, L7_ENCRYPTED);
	}
}

static __always_inline int l7_look_ahead(struct l7_segment *segment)
{
	struct l7_scratch *scratch = l7_claim_scratch();
	__u32 length = segment->length < L7_WINDOW ? segment->length : L7_WINDOW;
	int begins = L7_BEGINS_NOT;

	if (!scratch)
		return begins;
	scratch->work.filled = length;
	if (l7_load(segment->source, 0, scratch->work.window, length))
		begins = l7_begins_here(segment->stream, &scratch->work, 0);
	scratch->claimed = 0;
	return begins;
}

/*
 * Whether to wait for what is missing: it comes as long as TCP waits for it too. What follows it is then gone, so that it
 * is better to go on at once where messages follow each other closely.
 */
static __always_inline bool l7_is_worth_waiting(struct l7_stream *stream, struct bpf_sock *sk,
						int begins)
{
	struct bpf_tcp_sock *tcp = bpf_tcp_sock(sk);

	if (!tcp || l7_is_after(tcp->rcv_nxt, stream->directions[0].next))
		return false;
	return begins != L7_BEGINS || (stream->sent_are_requests && l7_waiting(stream) < 2);
}

/* Whether the parser can go on with this segment. */
static __always_inline bool l7_is_found(struct l7_segment *segment, struct bpf_sock *sk)
{
	struct l7_stream *stream = segment->stream;
	struct l7_direction *received = &stream->directions[0];
	__u32 end = segment->sequence + segment->length;
	int begins = l7_look_ahead(segment);

	if (l7_is_after(segment->sequence, received->next)) {
		if (l7_is_worth_waiting(stream, sk, begins))
			return false;
		l7_leave_hole(stream, l7_state_of(segment), segment->sequence);
		if (stream->sent_are_requests && begins == L7_MAY_BEGIN)
			begins = L7_BEGINS_NOT; /* nothing waits any more */
	}
	if (stream->protocol == L7_LEFT_ALONE)
		return false;
	if (!received->adrift)
		return l7_is_after(end, received->next);
	if (begins != L7_BEGINS_NOT) {
		if (received->adrift == L7_PASSED_ANSWERS)
			l7_forget(stream, 1);
		received->adrift = L7_ON_COURSE;
		return true;
	}
	received->next = end;
	if (stream->sent_are_requests && l7_waiting(stream))
		received->adrift = L7_PASSED_ANSWERS;
	return false;
}

/*
 * A segment comes after a hole. Where nothing repairs it, the direction goes on here; what is parsed on another CPU now may
 * be what seems to be missing. False: nothing of the segment is to be parsed now.
 */
static __noinline int l7_find_place(struct l7_segment *segment, struct bpf_sock *sk)
{
	struct l7_direction *received = &segment->stream->directions[0];
	bool found;

	if (!l7_is_unrepaired()) {
		l7_comes_later(segment->stream, received, segment->sequence + segment->length);
		return false;
	}
	if (!l7_claim_patiently(received))
		return false;
	found = l7_is_found(segment, sk);
	received->claimed = 0;
	return found;
}

/*
 * It answers what it has received on the listener's socket (TCP_DEFER_ACCEPT, Fast Open), where nobody knew whose it was, and nobody will
 * see it when it is read.
 */
static __always_inline void l7_misses_start(struct l7_stream *stream, struct bpf_sock *sk)
{
	struct bpf_tcp_sock *tcp = bpf_tcp_sock(sk);

	if (!tcp || !tcp->bytes_received)
		return;
	l7_count_stat(L7_STAT_GAP, 1);
	stream->flags &= ~L7_FROM_START;
	l7_synchronize(&stream->directions[0], tcp->rcv_nxt);
}

/* The first segment that is seen of a connection. */
static __noinline struct l7_stream *l7_follow(struct l7_segment *segment)
{
	struct socket_state *state = l7_state_of(segment);
	struct l7_stream *stream;

	if (!state)
		return NULL;
	stream = bpf_sk_storage_get(&l7_streams, (struct bpf_sock *)segment->sk, 0,
				    BPF_SK_STORAGE_GET_F_CREATE);
	if (!stream) {
		l7_count_stat(L7_STAT_STORAGE_FAILED, 1);
		return NULL;
	}
	if (state->since)
		stream->flags = L7_FROM_START;
	if (segment->sent && stream->flags & L7_FROM_START && l7_is_unrepaired())
		l7_misses_start(stream, segment->sk);
	return stream;
}

/* One TCP segment with payload. */
static __always_inline int l7_packet(struct __sk_buff *skb, __u32 at, __u32 sequence, __u32 sent)
{
	struct l7_source source = { .skb = skb, .at = at, .left = sent & 1 };
	struct bpf_sock *sk = skb->sk;
	struct l7_segment segment = { .source = &source,
				      .sk = sk,
				      .sequence = sequence,
				      .length = skb->len - at,
				      .sent = sent & 1 };
	struct l7_direction *direction;
	struct l7_stream *stream;

	if (!sk || sk->state == TCP_STATE_LISTEN)
		return 0;
	stream = bpf_sk_storage_get(&l7_streams, sk, 0, 0);
	if (!stream)
		stream = l7_follow(&segment);
	if (!stream || stream->protocol == L7_LEFT_ALONE)
		return 0;
	direction = l7_direction_of(stream, sent);
	if (direction->synchronized && !l7_is_after(sequence + segment.length, direction->next))
		return 0;
	if (!l7_is_followed(stream))
		return 0;
	if (!direction->synchronized)
		l7_synchronize(direction, l7_beginning(stream, sk, sequence, sent & 1));
	segment.stream = stream;
	if (l7_is_after(sequence, direction->next) || direction->adrift) {
		if (sent)
			l7_gap(&segment);
		if (sent || !l7_find_place(&segment, sk))
			return 0;
	}
	if (!l7_look(&segment, sent) && !sent)
		l7_comes_later(stream, direction, sequence + segment.length);
	return 0;
}
