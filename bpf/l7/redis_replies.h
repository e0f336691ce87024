/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a server of Redis sends. */
#pragma once

#include "redis_subscribers.h"

/* Types as bits, those of the letters from 64 on in the second number. */
#define REDIS_BIT(letter)  (1ULL << ((letter)&63))
#define REDIS_AGGREGATES   (REDIS_BIT('*') | REDIS_BIT('%') | REDIS_BIT('>'))
#define REDIS_AGGREGATES_2 (REDIS_BIT('~') | REDIS_BIT('|'))
#define REDIS_STRINGS	   (REDIS_BIT('$') | REDIS_BIT('=') | REDIS_BIT('!'))
#define REDIS_LINES                                                                           \
	(REDIS_BIT('+') | REDIS_BIT('-') | REDIS_BIT(':') | REDIS_BIT(',') | REDIS_BIT('#') | \
	 REDIS_BIT('('))
#define REDIS_LINES_2 REDIS_BIT('_')

static __always_inline bool redis_is_one_of(__u8 type, __u64 bits, __u64 bits_2)
{
	return type < 128 && (type & 64 ? bits_2 : bits) >> (type & 63) & 1;
}

/* What a connection in MONITOR is told of begins with a time, +1700000000.123456: nobody asked for this line. */
static __always_inline bool redis_is_of_monitor(struct l7_work *work, __u32 at)
{
	return (l7_word(work, at + 1) & L7_EACH_BYTE * 0xf0) == L7_EACH_BYTE * '0' &&
	       l7_byte(work, at + 11) == '.';
}

/* The answer is an error. Answers L7_MORE where its word is not whole. */
static __always_inline long redis_fails(struct l7_stream *stream, struct l7_work *work,
					struct l7_direction *direction, __u32 at)
{
	__u32 text = at + 1;
	__u64 header;

	if (l7_byte(work, at) == '!') {
		header = redis_header(work, at);
		text = at + (__u8)header;
		if (at + redis_string_bytes(header) > work->filled &&
		    text + REDIS_LONGEST_NAME + 1 > work->filled)
			return L7_MORE;
	}
	l7_answered(stream, work, direction, redis_error_of(work, text));
	return 1;
}

/* A message begins that holds so many elements. Answers 1, or an l7_verdict. */
__noinline long redis_begins(struct l7_stream *stream, struct l7_work *work, __u32 sent, __u32 at,
			     __u64 elements)
{
	struct l7_direction *direction;
	__u32 method;

	if (!stream || !work)
		return L7_UNPARSED;
	direction = &stream->directions[sent & 1];
	direction->length = 1;
	switch (l7_byte(work, at)) {
	case '-':
	case '!':
		direction->flags &= ~REDIS_CONFIRMS;
		return redis_fails(stream, work, direction, at);
	case '|':
		return 1;
	case '>':
		direction->state = elements ? REDIS_AT_PUSH_KIND : REDIS_START;
		return 1;
	case '*':
		if (!redis_has_kind(stream, direction, elements))
			break;
		direction->state = REDIS_AT_KIND;
		return 1;
	case '+':
		if (!redis_is_of_monitor(work, at))
			break;
		return 1;
	}
	direction->flags &= ~REDIS_CONFIRMS;
	method = l7_oldest_method(stream);
	redis_serves(stream, work, direction);
	/* From here on the server sends commands, and the replica nothing that has an answer. */
	return method == REDIS_SYNC || method == REDIS_PSYNC ? L7_TUNNEL : 1;
}

/* Where the line at `at` ends: mostly in its first eight bytes. */
static __always_inline __u32 redis_line_end(struct l7_work *work, __u32 at)
{
	__u32 place = l7_place_in(l7_word(work, at), '\n');

	if (place == 8)
		return l7_newline(work, at + 8);
	return at + place < work->filled ? at + place : L7_WINDOW;
}

/* The bytes of a reply or an element of one, as redis_header() answers; what follows inside is counted in `elements`. */
static __always_inline __u64 redis_measure(struct l7_work *work, __u32 at, __u64 *elements)
{
	__u8 type = l7_byte(work, at);
	__u64 header;
	__u32 end;

	*elements = 0;
	if (redis_is_one_of(type, REDIS_LINES, REDIS_LINES_2)) {
		end = redis_line_end(work, at);
		return end < L7_WINDOW ? end + 1 - at : 0;
	}
	if (!redis_is_one_of(type, REDIS_STRINGS | REDIS_AGGREGATES, REDIS_AGGREGATES_2))
		return REDIS_BAD;
	header = redis_header(work, at);
	if (!header || header == REDIS_BAD)
		return header;
	if (redis_is_one_of(type, REDIS_STRINGS, 0))
		return redis_string_bytes(header);
	if (header >> 8 != REDIS_NULL)
		*elements = header >> 8 << (type == '%' || type == '|');
	return (__u8)header;
}

/* The quick way's own measure: short lines, strings and arrays. 0: it has to go the long way. */
static __always_inline __u64 redis_measure_plain(struct l7_work *work, __u32 at, __u64 *elements)
{
	__u64 word = l7_word(work, at), header;
	__u32 place;

	*elements = 0;
	if ((__u8)word == '+' || (__u8)word == ':') {
		place = l7_place_in(word, '\n');
		return place < 8 && at + place < work->filled ? place + 1 : 0;
	}
	if ((__u8)word != '$' && (__u8)word != '*')
		return 0;
	header = redis_header(work, at);
	if (header == REDIS_BAD || !header)
		return 0;
	if ((__u8)word == '$')
		return redis_string_bytes(header);
	*elements = header >> 8 == REDIS_NULL ? 0 : header >> 8;
	return (__u8)header;
}

/* Of the quick way: a window seldom holds more, and each costs the verifier. */
#define REDIS_ROUNDS 32

/*
 * The quick way through answers of the usual kinds, and nothing else: a loop without a call, because a call can cost as
 * much as an answer. Answers where something else begins, or what is not whole.
 */
__noinline long redis_plain_replies(struct l7_stream *stream, struct l7_work *work, __u32 sent,
				    __u32 from)
{
	struct l7_direction *direction;
	__u64 bytes, elements, beyond = 0;
	__u32 at, most;

	if (!stream || !work)
		return from;
	direction = &stream->directions[sent & 1];
	if (direction->state > REDIS_IN_ELEMENTS || direction->flags || stream->detail)
		return from;
	most = L7_ANSWERS - work->answers;
	if (direction->state == REDIS_START)
		direction->length = 0;
	else
		direction->began_ticks = 0;
	work->cursor = from;
	work->line = 0; /* answers so far */
	for (__u32 i = 0; i < REDIS_ROUNDS && !beyond; i++) {
		at = *(volatile __u32 *)&work->cursor;
		if (at >= work->filled)
			break;
		bytes = redis_measure_plain(work, at, &elements);
		if (!bytes)
			break;
		if (!*(volatile __u64 *)&direction->length) {
			/* An array of three or four may be a message. */
			if (work->line >= most || elements - 3 <= 1)
				break;
			work->line++;
			direction->length = 1;
		}
		direction->length += elements - 1;
		if (bytes >= L7_WINDOW)
			beyond = bytes;
		else
			work->cursor = at + bytes;
	}
	at = work->cursor;
	for (__u32 i = 0; i < REDIS_ROUNDS && i < work->line; i++)
		l7_answered(stream, work, direction, L7_OK);
	direction->state = direction->length ? REDIS_IN_ELEMENTS : REDIS_START;
	return at + beyond;
}

/* A line that is longer than what is here: its beginning says enough. */
static __always_inline __u64 redis_long_line(struct l7_work *work, struct l7_direction *direction,
					     __u32 at)
{
	if (at || work->filled <= L7_CARRY ||
	    !redis_is_one_of(l7_byte(work, 0), REDIS_LINES, REDIS_LINES_2))
		return 0;
	direction->flags |= REDIS_IN_LINE;
	return work->filled;
}

/* One reply or one element of one, whatever it is. Answers how many bytes it takes. */
__noinline long redis_reply(struct l7_stream *stream, struct l7_work *work, __u32 sent, __u32 at)
{
	struct l7_direction *direction;
	__u64 elements, bytes;
	long then = 1;

	if (!stream || !work)
		return L7_UNPARSED;
	direction = &stream->directions[sent & 1];
	/* It keeps a replica waiting that has asked for everything. */
	if (direction->state == REDIS_START && l7_byte(work, at) == '\n')
		return 1;
	if (direction->state == REDIS_START)
		l7_begins(direction, work);
	bytes = redis_measure(work, at, &elements);
	if (!bytes)
		bytes = redis_long_line(work, direction, at);
	if (!bytes || bytes == REDIS_BAD)
		return bytes ? L7_UNPARSED : L7_MORE;
	if (direction->state == REDIS_START) {
		then = redis_begins(stream, work, sent, at, elements);
	} else {
		if (direction->state != REDIS_IN_ELEMENTS)
			then = redis_kind(stream, work, sent, at);
		else if (redis_is_left(work, at))
			direction->flags &= ~REDIS_SUBSCRIBED;
		/* Attributes come before the element that they are of. */
		elements += l7_byte(work, at) == '|';
	}
	if (then <= 0)
		return then;
	redis_passes(direction, elements);
	return bytes;
}
