/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Following the streams of a TCP socket by sequence number. Both hooks end here: the packets as they come and go, and
 * what an application reads of the bytes that came out of order.
 */
#pragma once

#include "feed.h"
#include "sample.h"
#include "streams.h"

/* When the segment came, or left: the hook's own. */
static __u64 l7_now(struct l7_source *source);

#define L7_STEPS     8192
#define L7_SCRATCHES 4

/* A row of one: of 1 << this many connections one is followed, and its requests count so many times. Written by the agent. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} l7_sampling SEC(".maps");

struct l7_scratch {
	__u32 claimed;
	__u32 reserved;
	struct l7_work work;
};

/* Packets that leave in process context are interrupted on their CPU by those that come: each claims its own. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, L7_SCRATCHES);
	__type(key, __u32);
	__type(value, struct l7_scratch);
} l7_scratches SEC(".maps");

static __always_inline struct l7_scratch *l7_claim_scratch(void)
{
	for (__u32 i = 0; i < L7_SCRATCHES; i++) {
		__u32 place = i;
		struct l7_scratch *scratch = bpf_map_lookup_elem(&l7_scratches, &place);

		if (scratch && !__sync_val_compare_and_swap(&scratch->claimed, 0, 1))
			return scratch;
	}
	return NULL;
}

/* Adds the answers of one step to the edge. */
__noinline int l7_settle(struct l7_stream *stream, struct l7_work *work, struct socket_state *state)
{
	struct l7_totals *totals;
	struct l7_key key;
	__u32 first;

	if (!stream || !work || !state)
		return 0;
	key.protocol = stream->protocol;
	key.reserved = 0;
	l7_edge_of(stream, state, &key.edge);
	totals = l7_totals_of(&key);
	if (stream->torn && !stream->directions[0].adrift) {
		stream->torn = 0;
		stream->tries = 0;
	}
	if (!totals)
		return 0;
	first = stream->answered - work->answers;
	for (__u32 i = 0; i < L7_ANSWERS && i < work->answers; i++) {
		struct l7_answer *answer = &work->answered[i];
		__u32 name = (__u32)answer->method << 16 | answer->status;

		if (!i) /* mostly the only one */
			l7_add_here(totals, name, answer->ticks, stream->weight_shift);
		else
			l7_add(totals, name, answer->ticks, stream->weight_shift);
		if (l7_is_worth_telling(stream, answer))
			l7_tell(stream, answer, &key.edge, first + i);
	}
	return 0;
}

/* Whose the stream is: looked up only where something is counted. */
static __always_inline struct socket_state *l7_state_of(struct l7_segment *segment)
{
	return bpf_sk_storage_get(&sockets, segment->sk, 0, 0);
}

/* A ClientHello goes to the agent, as far as the segment has it. */
static __noinline int l7_tell_hello(struct l7_segment *segment)
{
	struct l7_work *work = segment->work;
	struct socket_state *state = l7_state_of(segment);
	struct l7_hello_event *event;
	__u32 place = work->filled;

	if (!state)
		return 0;
	if (!l7_may_sample(L7_EVENT_HELLO, l7_hellos_per_second, bpf_ktime_get_ns())) {
		l7_count_stat(L7_STAT_UNNAMED, 1);
		return 0;
	}
	event = bpf_ringbuf_reserve(&l7_events, sizeof(*event), 0);
	if (!event) {
		l7_count_stat(L7_STAT_RING_FULL, 1);
		return 0;
	}
	event->kind = L7_EVENT_HELLO;
	l7_edge_of(segment->stream, state, &event->edge);
	__builtin_memcpy(event->bytes, work->window, L7_WINDOW);
	for (__u32 i = 0; i < L7_HELLO_BYTES / L7_WINDOW; i++) {
		__u32 at = work->begins + place, left = segment->length - at;

		if (place > L7_HELLO_BYTES - L7_WINDOW || (__s32)left <= 0)
			break;
		if (left > L7_WINDOW)
			left = L7_WINDOW;
		if (!l7_load(segment->source, at, event->bytes + place, left))
			break;
		place += left;
	}
	event->length = place;
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return 0;
}

/* As l7_step(), with what it found counted. */
static __always_inline bool l7_take_step(struct l7_segment *segment, __u32 sent)
{
	struct l7_work *work = segment->work;
	bool over;

	work->answers = 0;
	work->orphans = 0;
	work->unparsed = 0;
	over = l7_step(segment, sent);
	l7_keep_text(segment->stream, work);
	if (!work->text_at && segment->stream->protocol == L7_TLS)
		l7_tell_hello(segment);
	if (work->answers)
		l7_settle(segment->stream, work, l7_state_of(segment));
	if (work->orphans)
		l7_count_stat(L7_STAT_ORPHANS, work->orphans);
	if (work->unparsed)
		l7_count_stat(L7_STAT_UNPARSED, work->unparsed);
	return over;
}

static long l7_walk_on(__u32 round, struct l7_segment *segment)
{
	return l7_take_step(segment, segment->sent);
}

/*
 * Whether the connection is among those that are followed at today's sampling. One that has stayed through a change
 * stands for those that have not, also when the sampling ends: they do not come back.
 */
static __always_inline bool l7_is_followed(struct l7_stream *stream)
{
	__u32 first = 0, more;
	__u32 *shift = bpf_map_lookup_elem(&l7_sampling, &first);

	if (!shift || *shift <= stream->weight_shift)
		return true;
	more = *shift - stream->weight_shift;
	if (bpf_get_prandom_u32() & ((1U << (more & 15)) - 1)) {
		stream->protocol = L7_LEFT_ALONE;
		stream->asked = stream->answered;
		l7_count_stat(L7_STAT_SHED, 1);
		return false;
	}
	stream->weight_shift = *shift;
	return true;
}

/* From here on nobody looks into this connection. */
__noinline int l7_leave_alone(struct l7_stream *stream, struct socket_state *state, __u32 reason)
{
	struct edge_key edge;

	if (!stream || !state)
		return 0;
	stream->protocol = L7_LEFT_ALONE;
	stream->asked = stream->answered;
	l7_edge_of(stream, state, &edge);
	add_edge_detail(&edge, DETAIL_UNSEEN_REQUESTS, reason, 1);
	return 0;
}

static __always_inline void l7_begin_again(struct l7_stream *stream, struct socket_state *state)
{
	l7_count_stat(L7_STAT_UNPARSED, l7_waiting(stream));
	if (!l7_try_again(stream))
		l7_leave_alone(stream, state,
			       stream->flags & L7_WAS_PARSED   ? L7_UNPARSABLE
			       : stream->flags & L7_FROM_START ? L7_UNKNOWN_PROTOCOL
							       : L7_FROM_BEFORE);
}

static __noinline int l7_ends_early(struct l7_segment *segment)
{
	struct l7_stream *stream = segment->stream;
	struct l7_direction *direction = &stream->directions[segment->sent & 1];
	struct socket_state *state = l7_state_of(segment);

	switch (segment->verdict) {
	case L7_TUNNEL:
		stream->protocol = L7_LEFT_ALONE;
		return 0;
	case L7_IS_HTTP2:
		return l7_leave_alone(stream, state, L7_HTTP2);
	case L7_IS_ENCRYPTED:
		return l7_leave_alone(stream, state, L7_ENCRYPTED);
	case L7_IS_UNPARSABLE:
		l7_count_stat(L7_STAT_UNPARSED, l7_waiting(stream));
		return l7_leave_alone(stream, state, L7_UNPARSABLE);
	}
	direction->next = segment->sequence + segment->length;
	direction->carried = 0;
	direction->began_ticks = 0;
	l7_begin_again(stream, state);
	return 0;
}

#define L7_PATIENCE 256

/* Waits while another CPU parses this direction. False: it takes too long. */
static __always_inline bool l7_claim_patiently(struct l7_direction *direction)
{
	for (__u32 i = 0; i < L7_PATIENCE; i++) {
		if (!__sync_val_compare_and_swap(&direction->claimed, 0, 1))
			return true;
	}
	return false;
}

/* What is sent passes the hook under the socket's lock: no other CPU can have it. */
static __always_inline bool l7_claim(struct l7_direction *direction, __u32 sent)
{
	return sent || !__sync_val_compare_and_swap(&direction->claimed, 0, 1);
}

static __always_inline void l7_give_back(struct l7_direction *direction, __u32 sent)
{
	if (!sent)
		direction->claimed = 0;
}

/* Parses what of the segment is new. False where some of it is left: another CPU has this direction, or it had too many steps. */
static __always_inline bool l7_look(struct l7_segment *segment, __u32 sent)
{
	struct l7_direction *direction = l7_direction_of(segment->stream, sent);
	struct l7_scratch *scratch;
	bool done;

	if (!l7_claim(direction, sent))
		return false;
	scratch = l7_claim_scratch();
	if (!scratch) {
		l7_count_stat(L7_STAT_NO_SCRATCH, 1);
		l7_give_back(direction, sent);
		return false;
	}
	segment->work = &scratch->work;
	scratch->work.now_ticks = (l7_now(segment->source) >> 10) | 1;
	if (!l7_take_step(segment, sent))
		bpf_loop(L7_STEPS, l7_walk_on, segment, 0);
	done = segment->verdict ||
	       !l7_is_after(segment->sequence + segment->length, direction->next);
	if (segment->verdict)
		l7_ends_early(segment);
	scratch->claimed = 0;
	l7_give_back(direction, sent);
	return done;
}
