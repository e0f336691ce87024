/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Redis, RESP2 and RESP3: what a message holds is counted, not understood. One number, of the elements still to come,
 * stands for any nesting. A command is counted at its name, an answer at its first element.
 * Commands that ask for no answer (CLIENT REPLY OFF and SKIP) are not counted.
 */
#pragma once

#include "redis_commands.h"
#include "redis_replies.h"

/* PING in one line is what health checks send. */
static __always_inline enum l7_guess redis_guess_line(const struct l7_work *work)
{
	__u32 length = work->filled < 4 ? work->filled : 4;
	__u64 letters = redis_letters(work, 0, 4), ping = L7_WORD("PING");

	if (redis_letters(work, 0, length) != l7_first_bytes(ping, length))
		return L7_NO;
	if (work->filled < 5)
		return L7_TOO_SHORT;
	return letters == ping && (l7_byte(work, 4) == '\r' || l7_byte(work, 4) == '\n')
		       ? L7_REQUESTS
		       : L7_NO;
}

/* The client speaks first. On a connection from before, an array that begins with a known command is one of its commands. */
static __always_inline enum l7_guess redis_guess(struct l7_work *work, bool from_start)
{
	__u64 array, name, length;
	__u32 at;

	if (l7_byte(work, 0) != '*')
		return from_start ? redis_guess_line(work) : L7_NO;
	array = redis_header(work, 0);
	at = (__u8)array;
	if (!array || at >= work->filled)
		return L7_TOO_SHORT;
	if (array == REDIS_BAD || array >> 8 == REDIS_NULL || l7_byte(work, at) != '$')
		return L7_NO;
	name = redis_header(work, at);
	length = name >> 8;
	at += (__u8)name;
	if (!name)
		return L7_TOO_SHORT;
	if (name == REDIS_BAD || !length || length == REDIS_NULL)
		return L7_NO;
	if (length > REDIS_LONGEST_NAME)
		return from_start ? L7_REQUESTS : L7_NO;
	if (at + length + 2 > work->filled)
		return L7_TOO_SHORT;
	if ((__u16)l7_word(work, at + length) != REDIS_LINE_END)
		return L7_NO;
	return from_start || redis_method_of(work, at, length) ? L7_REQUESTS : L7_NO;
}

static __always_inline long redis_rest_of_line(struct l7_work *work, struct l7_direction *direction)
{
	__u32 end = l7_newline(work, 0);

	if (end >= L7_WINDOW)
		return work->filled;
	direction->flags &= ~REDIS_IN_LINE;
	return end + 1;
}

static __always_inline long redis_part(struct l7_stream *stream, struct l7_work *work, __u32 sent,
				       __u32 at)
{
	__u64 passed;

	if (sent == stream->sent_are_requests)
		return redis_command(stream, work, sent, at);
	passed = redis_plain_replies(stream, work, sent, at) - at;
	return passed ? passed : redis_reply(stream, work, sent, at);
}

__noinline long l7_redis(struct l7_stream *stream, struct l7_work *work, __u32 sent)
{
	struct l7_direction *direction;

	if (!stream || !work)
		return L7_UNPARSED;
	direction = &stream->directions[sent & 1];
	if (direction->flags & REDIS_IN_LINE)
		return redis_rest_of_line(work, direction);
	return l7_parts(stream, work, sent, redis_part);
}
