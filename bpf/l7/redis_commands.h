/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a client of Redis sends. */
#pragma once

#include "redis_elements.h"

static __always_inline void redis_asked(struct l7_stream *stream, struct l7_work *work,
					struct l7_direction *direction, __u32 method, __u32 text_at)
{
	if (method == REDIS_RESET)
		direction->flags &= ~REDIS_IS_SILENT;
	if (method == REDIS_SYNC || method == REDIS_PSYNC)
		stream->detail = REDIS_REPLICATES;
	if (!(direction->flags & (REDIS_IS_SILENT | REDIS_SKIPS_NEXT))) {
		l7_asked(stream, work, direction, method, text_at);
		return;
	}
	direction->flags &= ~REDIS_SKIPS_NEXT;
	direction->began_ticks = 0;
}

/* CLIENT REPLY and its argument, of which `length` letters are at `at`. */
static __always_inline void redis_reply_mode(struct l7_stream *stream, struct l7_work *work,
					     struct l7_direction *direction, __u32 at, __u32 length)
{
	__u64 mode = length <= 4 ? redis_letters(work, at, length) : 0;

	if (mode == L7_WORD("OFF")) {
		direction->flags |= REDIS_IS_SILENT;
	} else if (mode == L7_WORD("SKIP")) {
		direction->flags |= REDIS_SKIPS_NEXT;
	} else {
		if (mode == L7_WORD("ON"))
			direction->flags &= ~(REDIS_IS_SILENT | REDIS_SKIPS_NEXT);
		redis_asked(stream, work, direction, REDIS_CLIENT, L7_WINDOW);
	}
}

/* A command in one line, as people and health checks type it. */
__noinline long redis_inline(struct l7_stream *stream, struct l7_work *work, __u32 sent, __u32 at)
{
	struct l7_direction *direction;
	__u32 end, length, method;
	__u64 letters;

	if (!stream || !work || at >= L7_WINDOW)
		return L7_UNPARSED;
	direction = &stream->directions[sent & 1];
	end = l7_newline(work, at);
	if (end >= L7_WINDOW) {
		if (at || work->filled <= L7_CARRY)
			return L7_MORE;
		direction->flags |= REDIS_IN_LINE;
		end = work->filled - 1;
	}
	letters = l7_word(work, at);
	if ((__u8)letters == '\n' || (__u16)letters == REDIS_LINE_END) {
		direction->began_ticks = 0;
		return end + 1 - at;
	}
	if ((__u8)((__u8)(letters & ~L7_LOWER_8) - 'A') > 'Z' - 'A')
		return L7_UNPARSED;
	length = redis_word_length(work, at);
	method = redis_method_of(work, at, length);
	if (method == REDIS_OTHER && !(stream->flags & L7_FROM_START))
		return L7_UNPARSED;
	if (method == REDIS_CLIENT && redis_letters(work, at + 7, 6) == L7_WORD("REPLY"))
		redis_reply_mode(stream, work, direction, at + 13,
				 redis_word_length(work, at + 13));
	else
		redis_asked(stream, work, direction, method, at);
	return end + 1 - at;
}

/* The second or third word of CLIENT, of which `length` letters are at `at`: whether it is about answers. */
__noinline long redis_client(struct l7_stream *stream, struct l7_work *work, __u32 sent, __u32 at,
			     __u32 length)
{
	struct l7_direction *direction;

	if (!stream || !work)
		return 0;
	direction = &stream->directions[sent & 1];
	if (direction->state == REDIS_AT_REPLY_MODE) {
		redis_reply_mode(stream, work, direction, at, length);
	} else if (length == 5 && direction->length == 2 &&
		   redis_letters(work, at, 5) == L7_WORD("REPLY")) {
		direction->state = REDIS_AT_REPLY_MODE;
		return 0;
	} else {
		redis_asked(stream, work, direction, REDIS_CLIENT, L7_WINDOW);
	}
	direction->state = REDIS_IN_ELEMENTS;
	return 0;
}

/* A command's name, of which `length` letters are at `at`. */
static __always_inline void redis_name(struct l7_stream *stream, struct l7_work *work,
				       struct l7_direction *direction, __u32 at, __u32 length)
{
	__u32 method = redis_find_method(work, at, length);

	if (method == REDIS_CLIENT && direction->length > 1) {
		direction->state = REDIS_AT_SUBCOMMAND;
		return;
	}
	direction->state = REDIS_IN_ELEMENTS;
	redis_asked(stream, work, direction, method, at);
}

static __always_inline void redis_command_begins(struct l7_direction *direction, __u64 elements)
{
	if (elements == REDIS_NULL || !elements) {
		direction->began_ticks = 0;
		return;
	}
	direction->length = elements;
	direction->state = REDIS_AT_NAME;
}

/* What comes next of a command; all of it, where it is here. Answers how many bytes it takes. */
__noinline long redis_command(struct l7_stream *stream, struct l7_work *work, __u32 sent,
			      __u32 from)
{
	struct l7_direction *direction;
	__u64 header, whole;
	__u32 at = from, length;

	if (!stream || !work)
		return L7_UNPARSED;
	direction = &stream->directions[sent & 1];
	if (direction->state == REDIS_START) {
		l7_begins(direction, work);
		if (l7_byte(work, at) != '*')
			return redis_inline(stream, work, sent, at);
		header = redis_header(work, at);
		if (!header || header == REDIS_BAD)
			return header ? L7_UNPARSED : L7_MORE;
		redis_command_begins(direction, header >> 8);
		at += (__u8)header;
		if (direction->state == REDIS_START || at >= work->filled)
			return at - from;
	}
	if (l7_byte(work, at) != '$')
		return L7_UNPARSED;
	header = redis_header(work, at);
	if (!header || header == REDIS_BAD)
		return header ? L7_UNPARSED : at - from;
	whole = at - from + redis_string_bytes(header);
	if (direction->state != REDIS_IN_ELEMENTS) {
		length = header >> 8 <= REDIS_LONGEST_NAME ? header >> 8 : REDIS_LONGEST_NAME + 1;
		if (length <= REDIS_LONGEST_NAME && from + whole > work->filled)
			return at - from;
		at += (__u8)header;
		if (direction->state == REDIS_AT_NAME)
			redis_name(stream, work, direction, at, length);
		else
			redis_client(stream, work, sent, at, length);
	}
	redis_passes(direction, 0);
	if (direction->state == REDIS_IN_ELEMENTS)
		whole = redis_pass_strings(work, direction, from + whole) - from;
	return whole;
}
