/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The streams as they pass the packet hooks: before TCP has put them in order, and with what is sent again. */
#pragma once

#include "../include/sockets.h"

struct l7_source {
	struct __sk_buff *skb;
	__u32 at; /* of the segment's payload */
	__u32 left; /* 1: it leaves this socket */
};

static __always_inline bool l7_load(struct l7_source *source, __u32 offset, void *to, __u32 length)
{
	return length && length <= 256 &&
	       !bpf_skb_load_bytes(source->skb, source->at + offset, to, length);
}

/* What leaves carries the time at which TCP sent it, by the same clock; to read the clock costs 70 ns on a virtual machine. */
static __always_inline __u64 l7_now(struct l7_source *source)
{
	__u64 left = source->left ? source->skb->tstamp : 0;

	return left ? left : bpf_ktime_get_ns();
}

#include "engine.h"

static __always_inline struct l7_stream *l7_follow(struct bpf_sock *sk, struct socket_state *state)
{
	struct l7_stream *stream =
		bpf_sk_storage_get(&l7_streams, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);

	if (!stream)
		l7_count_stat(L7_STAT_STORAGE_FAILED, 1);
	else if (state->since)
		stream->flags = L7_FROM_START;
	return stream;
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

static __always_inline void l7_gap(struct l7_stream *stream, struct l7_direction *direction,
				   struct socket_state *state, __u32 end)
{
	l7_count_stat(L7_STAT_GAP, 1);
	direction->next = end;
	direction->carried = 0;
	l7_begin_again(stream, state);
}

/* One TCP segment with payload. */
__noinline int l7_packet(struct __sk_buff *skb, __u32 at, __u32 sequence, __u32 sent)
{
	struct l7_source source = { .skb = skb, .at = at, .left = sent & 1 };
	struct l7_walk walk = { .segment = { .source = &source,
					     .sequence = sequence,
					     .length = skb->len - at,
					     .sent = sent & 1 } };
	struct l7_direction *direction;
	struct bpf_sock *sk = skb->sk;
	struct l7_stream *stream;
	__u32 end = sequence + walk.segment.length;

	if (!sk)
		return 0;
	sk = bpf_sk_fullsock(sk);
	if (!sk || sk->state == TCP_STATE_LISTEN)
		return 0;
	stream = bpf_sk_storage_get(&l7_streams, sk, 0, 0);
	if (stream && stream->protocol == L7_LEFT_ALONE)
		return 0;
	direction = stream ? &stream->directions[sent & 1] : NULL;
	if (direction && direction->synchronized && !l7_is_after(end, direction->next))
		return 0;
	walk.state = bpf_sk_storage_get(&sockets, sk, 0, 0);
	if (!walk.state)
		return 0;
	if (!stream) {
		stream = l7_follow(sk, walk.state);
		if (!stream)
			return 0;
		direction = &stream->directions[sent & 1];
	}
	if (!l7_is_followed(stream))
		return 0;
	if (!direction->synchronized)
		l7_synchronize(direction, l7_beginning(stream, sk, sequence, sent & 1));
	if (l7_is_after(sequence, direction->next)) {
		if (sent)
			l7_gap(stream, direction, walk.state, end);
		else
			l7_comes_later(stream, direction, end);
		return 0;
	}
	walk.segment.stream = stream;
	if (!l7_look(&walk, direction) && !sent)
		l7_comes_later(stream, direction, end);
	return 0;
}
