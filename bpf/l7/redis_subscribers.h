/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What Redis sends to subscribers, unasked and in answer. */
#pragma once

#include "redis_elements.h"

/* Sent while the connection is subscribed or wants to be; the only commands that are possible then in RESP2. */
static __always_inline bool redis_is_of_subscriber(__u32 method)
{
	return method >= REDIS_PING && method <= REDIS_SUNSUBSCRIBE;
}

/* The oldest command is answered, and not refused: which shows whether the connection is still subscribed. */
static __always_inline void redis_serves(struct l7_stream *stream, struct l7_work *work,
					 struct l7_direction *direction)
{
	__u32 method = l7_oldest_method(stream);

	if (method != REDIS_OTHER && !redis_is_of_subscriber(method))
		direction->flags &= ~REDIS_SUBSCRIBED;
	l7_answered(stream, work, direction, L7_OK);
}

/*
 * SUBSCRIBE with k channels is confirmed k times, without a pause; the first is its answer. In RESP2 an array that reads
 * like it may also be what somebody stored.
 */
static __always_inline bool redis_confirms(const struct l7_stream *stream,
					   struct l7_direction *direction, __u32 kind)
{
	bool is_push = direction->state == REDIS_AT_PUSH_KIND, waits = l7_waiting(stream) > 0;
	bool is_its = waits && (l7_oldest_method(stream) == kind || stream->flags & L7_OVERFLOWED);

	if (is_push)
		return is_its;
	if (waits && !is_its && !(direction->flags & (REDIS_SUBSCRIBED | REDIS_CONFIRMS)))
		return true;
	direction->flags |= REDIS_SUBSCRIBED | REDIS_CONFIRMS;
	return is_its;
}

/* Whether an array or a push answers, told by its first string. */
static __always_inline bool redis_is_answer(struct l7_stream *stream, struct l7_work *work,
					    struct l7_direction *direction, __u32 at, __u32 length)
{
	__u32 kind = redis_method_of(work, at, length);

	if (kind > REDIS_PING && redis_is_of_subscriber(kind))
		return redis_confirms(stream, direction, kind);
	if (direction->state == REDIS_AT_PUSH_KIND)
		return false;
	direction->flags &= ~REDIS_CONFIRMS;
	if (length > 8 || redis_letters(work, at + length - 7, 7) != L7_WORD("MESSAGE"))
		return true;
	return l7_waiting(stream) && !redis_is_of_subscriber(l7_oldest_method(stream)) &&
	       !(direction->flags & REDIS_SUBSCRIBED);
}

/* The first element of an array or a push that may or may not be an answer. Answers L7_MORE where it is not whole. */
__noinline long redis_kind(struct l7_stream *stream, struct l7_work *work, __u32 sent, __u32 at)
{
	struct l7_direction *direction;
	bool is_answer, is_string;
	__u64 header, length;

	if (!stream || !work)
		return L7_UNPARSED;
	direction = &stream->directions[sent & 1];
	is_string = l7_byte(work, at) == '$';
	header = is_string ? redis_header(work, at) : 0;
	length = header >> 8;
	if (length >= REDIS_SHORTEST_KIND && length <= REDIS_LONGEST_KIND) {
		if (at + redis_string_bytes(header) > work->filled)
			return L7_MORE;
		at += (__u8)header;
		is_answer = redis_is_answer(stream, work, direction, at, length);
	} else {
		is_answer = direction->state == REDIS_AT_KIND;
	}
	direction->state = REDIS_IN_ELEMENTS;
	if (is_answer)
		redis_serves(stream, work, direction);
	return 1;
}

/* Whether an array of so many elements may be a message or a confirmation. */
static __always_inline bool redis_has_kind(const struct l7_stream *stream,
					   const struct l7_direction *direction, __u64 number)
{
	__u32 method = l7_oldest_method(stream);

	return (number == 3 || number == 4) &&
	       (direction->flags & (REDIS_SUBSCRIBED | REDIS_CONFIRMS) || method == REDIS_OTHER ||
		redis_is_of_subscriber(method));
}

/* No channel is left, says the end of a confirmation. */
static __always_inline bool redis_is_left(const struct l7_work *work, __u32 at)
{
	return l7_first_bytes(l7_word(work, at), 4) == L7_WORD(":0\r\n");
}
