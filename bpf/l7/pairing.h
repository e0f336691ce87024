/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Requests and their answers: in order, so that the oldest that waits is the one that is answered. */
#pragma once

#include "stream.h"

static __always_inline void l7_begins(struct l7_direction *direction, const struct l7_work *work)
{
	if (!direction->began_ticks)
		direction->began_ticks = work->now_ticks;
}

/* How many requests wait for their answers. */
static __always_inline __u32 l7_waiting(const struct l7_stream *stream)
{
	return *(volatile __u32 *)&stream->asked - *(volatile __u32 *)&stream->answered;
}

/* What holds until none waits. */
static __always_inline void l7_begin_anew(struct l7_stream *stream)
{
	if (stream->flags & (L7_OVERFLOWED | L7_IS_PLAIN | L7_UNTOLD) && !l7_waiting(stream))
		stream->flags &= ~(L7_OVERFLOWED | L7_IS_PLAIN | L7_UNTOLD);
}

/* A request was recognized. `method` is one of the protocol's enum; `text_at` is where in the window its text begins. */
static __always_inline void l7_asked(struct l7_stream *stream, struct l7_work *work,
				     struct l7_direction *direction, __u8 method, __u32 text_at)
{
	__u32 waiting = l7_waiting(stream), asked = stream->asked;

	l7_begins(direction, work);
	l7_begin_anew(stream);
	if (waiting >= L7_OUTSTANDING) {
		stream->flags |= L7_OVERFLOWED;
	} else {
		stream->methods[asked % L7_OUTSTANDING] = method;
		stream->started_ticks[asked % L7_OUTSTANDING] = direction->began_ticks;
	}
	direction->began_ticks = 0;
	work->text_at = text_at;
	l7_in_order();
	*(volatile __u32 *)&stream->asked = asked + 1;
}

/* The method of the oldest request that waits; 0 where none does, or it is not known. */
static __always_inline __u8 l7_oldest_method(const struct l7_stream *stream)
{
	if (!l7_waiting(stream) || stream->flags & L7_OVERFLOWED)
		return 0;
	return stream->methods[stream->answered % L7_OUTSTANDING];
}

/* The oldest request that waits was answered; the answer's first byte came when l7_begins() was called for it, or now. */
static __always_inline void l7_answered(struct l7_stream *stream, struct l7_work *work,
					struct l7_direction *direction, __u16 status)
{
	struct l7_answer answer = { .status = status, .ticks = L7_UNTIMED };
	__u32 answered = stream->answered, place = work->answers;

	l7_begins(direction, work);
	if (!l7_waiting(stream)) {
		work->orphans++;
		direction->began_ticks = 0;
		return;
	}
	if (!(stream->flags & L7_OVERFLOWED)) {
		answer.method = stream->methods[answered % L7_OUTSTANDING];
		answer.ticks =
			direction->began_ticks - stream->started_ticks[answered % L7_OUTSTANDING];
		/* What leaves is timed by TCP and what comes by the hook: a hair's breadth apart. */
		if ((__s32)answer.ticks < 0)
			answer.ticks = 0;
	}
	direction->began_ticks = 0;
	if (place < L7_ANSWERS) {
		l7_barrier(place);
		if (place < L7_ANSWERS)
			work->answered[place] = answer;
		work->answers++;
	}
	l7_in_order();
	*(volatile __u32 *)&stream->answered = answered + 1;
}
