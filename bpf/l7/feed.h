/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One step of the work on a segment: fill the window with what comes next, let the protocol's parser look at it, move
 * on. Shared with the tests, which are a hook of their own.
 */
#pragma once

#include "detect.h"

/* Where the bytes of a segment come from: the hook's own, as all that reads them. */
struct l7_source;
/* So many of them, from `offset` in the segment on. False: they cannot be had. */
static bool l7_load(struct l7_source *source, __u32 offset, void *to, __u32 length);

/* A segment of one direction, as one of the hooks sees it. */
struct l7_segment {
	struct l7_source *source;
	void *sk; /* of which it is; what type it has depends on the hook */
	struct l7_stream *stream;
	struct l7_work *work;
	__u32 sequence; /* of its first byte */
	__u32 length;
	__u32 sent;
	__s32 verdict; /* why the work ended early; 0: it did not */
};

#define L7_TRIES 4

/* `next` moves in steps below 2^31, because sequence numbers are compared by their difference. */
#define L7_LONGEST_STEP (1ULL << 30)

static __always_inline bool l7_is_after(__u32 a, __u32 b)
{
	return (__s32)(a - b) > 0;
}

static __always_inline void l7_synchronize(struct l7_direction *direction, __u32 sequence)
{
	direction->next = sequence;
	direction->seen = sequence;
	direction->synchronized = 1;
}

/* A message begins with what comes next. */
static __always_inline void l7_restart(struct l7_direction *direction)
{
	direction->adrift = L7_ON_COURSE;
	direction->carried = 0;
	direction->skip = 0;
	direction->length = 0;
	direction->began_ticks = 0;
	direction->state = 0;
	direction->flags = 0;
}

/*
 * This could not be parsed. What comes next is looked at as if it were new: it may begin a message. False: that was tried
 * often enough.
 */
static __always_inline bool l7_try_again(struct l7_stream *stream)
{
	if (stream->protocol != L7_UNDECIDED)
		stream->flags |= L7_WAS_PARSED;
	if (!stream->torn && ++stream->tries >= L7_TRIES)
		return false;
	if (stream->protocol == L7_UNDECIDED)
		return true;
	stream->protocol = L7_UNDECIDED;
	stream->flags &= ~L7_FROM_START;
	if (!stream->torn)
		stream->detail = 0;
	stream->answered = stream->asked;
	for (__u32 i = 0; i < 2; i++) {
		struct l7_direction *direction = &stream->directions[i];

		direction->synchronized = 0;
		l7_restart(direction);
	}
	return true;
}

static __always_inline void l7_pass(struct l7_direction *direction, __u64 bytes)
{
	__u64 now = bytes < L7_LONGEST_STEP ? bytes : L7_LONGEST_STEP;

	direction->next += now;
	direction->skip = bytes - now;
}

static __always_inline long l7_parse(struct l7_stream *stream, struct l7_work *work, __u32 sent)
{
	switch (stream->protocol) {
	case L7_UNDECIDED:
		return l7_detect(stream, work, sent);
	case L7_HTTP:
		return l7_http(stream, work, sent);
	case L7_REDIS:
		return l7_redis(stream, work, sent);
	case L7_POSTGRESQL:
		return l7_postgresql(stream, work, sent);
	case L7_MYSQL:
		return l7_mysql(stream, work, sent);
	case L7_TLS:
		return l7_tls(stream, work, sent);
	case L7_DNS:
		return l7_dns(stream, work, sent);
	}
	return L7_UNPARSED;
}

/* Fills the window with the carried bytes and those of the segment from `offset` on. False: they could not be read. */
static __always_inline bool l7_fill(struct l7_segment *segment, struct l7_direction *direction,
				    __u32 offset)
{
	struct l7_work *work = segment->work;
	__u32 carried = direction->carried, length = segment->length - offset;

	if (!carried) {
		if (length > L7_WINDOW)
			length = L7_WINDOW;
		work->filled = length;
		return l7_load(segment->source, offset, work->window, length);
	}
	if (carried > L7_CARRY)
		return false;
	if (length > L7_WINDOW - L7_CARRY)
		length = L7_WINDOW - L7_CARRY;
	__builtin_memcpy(work->window, direction->carry, L7_CARRY);
	work->filled = carried + length;
	l7_barrier(carried);
	if (carried > L7_CARRY)
		return false;
	return l7_load(segment->source, offset, work->window + carried, length);
}

/* Answers true when the work on this segment is over. `sent`: segment->sent, where the compiler may know it. */
static __always_inline bool l7_step(struct l7_segment *segment, __u32 sent)
{
	struct l7_stream *stream = segment->stream;
	struct l7_work *work = segment->work;
	struct l7_direction *direction = l7_direction_of(stream, sent);
	__u32 offset = direction->next - segment->sequence, carried;
	__u8 undecided;
	long done;

	if (offset >= segment->length)
		return true;
	if (direction->skip) {
		l7_pass(direction, direction->skip);
		return false;
	}
	work->begins = offset - direction->carried;
	if (!l7_fill(segment, direction, offset)) {
		segment->verdict = L7_NOT_LOADED;
		return true;
	}
	work->text_at = L7_WINDOW;
	work->trace_at = L7_WINDOW;
	undecided = stream->protocol == L7_UNDECIDED;
	done = l7_parse(stream, work, sent);
	if (undecided && stream->protocol != L7_UNDECIDED)
		return false; /* the same bytes again, for the parser */
	if (done == L7_MORE && work->answers == L7_ANSWERS)
		return false; /* the same bytes again, with room for more answers */
	carried = direction->carried;
	if (done > 0 && done < carried && carried <= L7_CARRY) {
		/* What was carried held more than one thing. */
		for (__u32 i = 0; i < L7_CARRY; i += 8) {
			__u64 word = l7_unaligned_64(&work->window[done + i]);

			__builtin_memcpy(&direction->carry[i], &word, sizeof(word));
		}
		direction->carried = carried - done;
		return false;
	}
	if (done > 0) {
		direction->carried = 0;
		l7_pass(direction, done - carried);
		return direction->next - segment->sequence >= segment->length;
	}
	if (done == L7_MORE && work->filled <= L7_CARRY) {
		if (undecided)
			l7_begins(direction, work);
		__builtin_memcpy(direction->carry, work->window, L7_CARRY);
		direction->carried = work->filled;
		direction->next += work->filled - carried;
		return direction->next - segment->sequence >= segment->length;
	}
	segment->verdict = done == L7_MORE ? L7_UNPARSED : done;
	return true;
}
