/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a server of MySQL sends. */
#pragma once

#include "mysql_greeting.h"

#define MYSQL_ERR	   0xff
#define MYSQL_END	   0xfe
#define MYSQL_WANTS_FILE   0xfb
#define MYSQL_PROGRESS	   0xffff /* MariaDB's: an error packet with this number is none */
#define MYSQL_EOF_BYTES	   9 /* fewer: an end, not a row that begins like one */
#define MYSQL_COUNT_BYTES  10 /* at most, of a packet that says how many columns follow */
#define MYSQL_MORE_RESULTS 0x0008
#define MYSQL_HAS_CURSOR   0x0040 /* the rows are fetched */

/* A packet: where its content is, and what it begins with. */
struct mysql_packet {
	__u32 at;
	__u32 length;
	__u8 first;
	__u8 number;
};

__noinline int mysql_answered(struct l7_stream *stream, struct l7_work *work, __u32 status)
{
	if (!stream || !work)
		return 0;
	l7_answers_of(stream)->state = MYSQL_BETWEEN;
	l7_answered(stream, work, l7_answers_of(stream), status);
	return 0;
}

/* The SQLSTATE follows the number of the error; servers before 4.1 have none. */
static __always_inline __u16 mysql_status(const struct l7_work *work,
					  const struct mysql_packet *packet)
{
	if (packet->length < 9 || l7_byte(work, packet->at + 3) != '#')
		return L7_FAILED;
	return sql_status(l7_byte(work, packet->at + 4), l7_byte(work, packet->at + 5));
}

static __always_inline __u32 mysql_integer_bytes(__u8 first)
{
	return first < 0xfb ? 1 : first == 0xfc ? 3 : first == 0xfd ? 4 : 9;
}

/* The server's status, `bytes` into the packet. */
static __always_inline __u16 mysql_flags_at(const struct l7_work *work,
					    const struct mysql_packet *packet, __u32 bytes)
{
	return bytes + 2 <= packet->length ? l7_word(work, packet->at + bytes) : 0;
}

/* In an OK packet it is behind how many rows are affected, and the last number given. */
static __always_inline __u16 mysql_ok_flags(const struct l7_work *work,
					    const struct mysql_packet *packet)
{
	__u32 bytes = 1;

	bytes += mysql_integer_bytes(l7_byte(work, packet->at + bytes));
	bytes += mysql_integer_bytes(l7_byte(work, packet->at + bytes));
	return mysql_flags_at(work, packet, bytes);
}

static __always_inline bool mysql_is_end(const struct l7_stream *stream,
					 const struct mysql_packet *packet)
{
	return packet->first == MYSQL_END &&
	       packet->length <
		       (stream->detail & MYSQL_HAS_NO_EOF ? MYSQL_MOST_BYTES : MYSQL_EOF_BYTES);
}

static __always_inline __u16 mysql_end_flags(const struct l7_stream *stream,
					     const struct l7_work *work,
					     const struct mysql_packet *packet)
{
	return stream->detail & MYSQL_HAS_NO_EOF ? mysql_ok_flags(work, packet)
						 : mysql_flags_at(work, packet, 3);
}

/* A result is whole; the answer is, too, if no other follows. */
static __always_inline void mysql_result_ends(struct l7_stream *stream, struct l7_work *work,
					      __u16 flags)
{
	if (flags & MYSQL_MORE_RESULTS)
		l7_answers_of(stream)->state = MYSQL_RESULT;
	else
		mysql_answered(stream, work, L7_OK);
}

/* The columns are not described again where the client has kept them. */
static __always_inline bool mysql_has_columns(const struct l7_stream *stream,
					      const struct l7_work *work,
					      const struct mysql_packet *packet)
{
	__u32 count = mysql_integer_bytes(packet->first);

	if (stream->detail & MYSQL_MAY_OMIT_COLUMNS)
		return packet->first;
	return !(stream->detail & MYSQL_MAY_CACHE_COLUMNS) || packet->length <= count ||
	       l7_byte(work, packet->at + count);
}

static __always_inline void mysql_prepared(struct l7_stream *stream, struct l7_work *work,
					   const struct mysql_packet *packet)
{
	__u32 columns = (__u16)l7_word(work, packet->at + 5);
	__u32 parameters = (__u16)l7_word(work, packet->at + 7);
	__u32 ends = stream->detail & MYSQL_HAS_NO_EOF ? 0 : 1, definitions = 0;

	if (packet->length >= 9 && stream->detail & MYSQL_IS_KNOWN)
		definitions = (columns ? columns + ends : 0) + (parameters ? parameters + ends : 0);
	if (!(stream->flags & L7_OVERFLOWED))
		l7_rename_statement(stream, mysql_unnamed(stream->answered),
				    l7_numbered(L7_STATEMENT,
						(__u32)l7_word(work, packet->at + 1)));
	mysql_answered(stream, work, L7_OK);
	if (!definitions)
		return;
	l7_answers_of(stream)->state = MYSQL_DEFINITIONS;
	l7_answers_of(stream)->length = definitions | (__u64)packet->number << 32;
}

static __always_inline void mysql_result(struct l7_stream *stream, struct l7_work *work,
					 const struct mysql_packet *packet)
{
	struct l7_direction *answers = l7_answers_of(stream);

	if (!packet->first && packet->length >= 7) {
		mysql_result_ends(stream, work, mysql_ok_flags(work, packet));
	} else if (packet->first == MYSQL_WANTS_FILE) {
		stream->detail |= MYSQL_READS_FILE;
		answers->state = MYSQL_RESULT;
	} else if (mysql_is_end(stream, packet) || packet->length > MYSQL_COUNT_BYTES ||
		   !(stream->detail & MYSQL_IS_KNOWN)) {
		/* How its end would look is not known, or it is no result at all: its beginning has to do. */
		mysql_answered(stream, work, L7_OK);
	} else {
		answers->state = stream->detail & MYSQL_HAS_NO_EOF ||
						 !mysql_has_columns(stream, work, packet)
					 ? MYSQL_ROWS
					 : MYSQL_COLUMNS;
	}
}

/* A packet that is the first of an answer, or of a further result. */
static __always_inline void mysql_first(struct l7_stream *stream, struct l7_work *work,
					const struct mysql_packet *packet)
{
	switch (l7_noted(stream, stream->answered)) {
	case MYSQL_ONE_PACKET:
		mysql_answered(stream, work, L7_OK);
		return;
	case MYSQL_PREPARED:
		mysql_prepared(stream, work, packet);
		return;
	case MYSQL_ROWS_ALONE:
		if (mysql_is_end(stream, packet) || !(stream->detail & MYSQL_IS_KNOWN))
			mysql_answered(stream, work, L7_OK);
		else
			l7_answers_of(stream)->state = MYSQL_ROWS;
		return;
	case MYSQL_OK_OR_ERROR:
		if (packet->first)
			l7_answers_of(stream)->state = MYSQL_RESULT;
		else
			mysql_answered(stream, work, L7_OK);
		return;
	}
	mysql_result(stream, work, packet);
}

/*
 * The packets of an answer are counted from 1 on, and after 255 comes 0. So one that says 1, and does not follow 0, is an
 * answer's first: the end of the one before was not recognized.
 */
static __always_inline void mysql_follow_numbers(struct l7_stream *stream, struct l7_work *work,
						 __u8 number)
{
	struct l7_direction *answers = l7_answers_of(stream);
	__u8 last = answers->length >> 32;

	answers->length = (__u32)answers->length | (__u64)number << 32;
	if (number != 1 || !last)
		return;
	if (answers->state == MYSQL_DEFINITIONS)
		answers->state = MYSQL_BETWEEN;
	else if (answers->state != MYSQL_BETWEEN)
		mysql_answered(stream, work, L7_OK);
}

/* One packet of an answer. */
static __always_inline void mysql_answer_packet(struct l7_stream *stream, struct l7_work *work,
						const struct mysql_packet *packet)
{
	struct l7_direction *answers = l7_answers_of(stream);
	__u16 flags;

	if (answers->state == MYSQL_DEFINITIONS) {
		answers->length--;
		if (!(__u32)answers->length)
			answers->state = MYSQL_BETWEEN;
		return;
	}
	if (packet->first == MYSQL_ERR) {
		if (packet->length < 3 || (__u16)l7_word(work, packet->at + 1) != MYSQL_PROGRESS)
			mysql_answered(stream, work, mysql_status(work, packet));
		else if (answers->state == MYSQL_BETWEEN)
			answers->state = MYSQL_RESULT;
		return;
	}
	if (answers->state == MYSQL_BETWEEN || answers->state == MYSQL_RESULT) {
		mysql_first(stream, work, packet);
		return;
	}
	if (!mysql_is_end(stream, packet))
		return;
	flags = mysql_end_flags(stream, work, packet);
	if (answers->state == MYSQL_ROWS || flags & MYSQL_HAS_CURSOR)
		mysql_result_ends(stream, work, flags & ~MYSQL_HAS_CURSOR);
	else
		answers->state = MYSQL_ROWS;
}

/* One packet of the server from `at` on. Answers its length, or an l7_verdict. */
__noinline long mysql_answer(struct l7_stream *stream, struct l7_work *work, __u32 at)
{
	struct l7_direction *answers;
	struct mysql_packet packet;
	bool is_rest;
	__u32 here;

	if (!stream || !work || at >= L7_WINDOW || at >= work->filled)
		return L7_UNPARSED;
	answers = l7_answers_of(stream);
	here = work->filled - at;
	if (answers->state == MYSQL_GREETING && !(stream->flags & L7_FROM_START))
		answers->state = MYSQL_BETWEEN;
	if (answers->state == MYSQL_GREETING_VERSION || answers->state == MYSQL_GREETING_FLAGS)
		return mysql_greeting(stream, work, at);
	if (answers->state != MYSQL_DEFINITIONS && l7_waiting(stream))
		l7_begins(answers, work);
	if (here < MYSQL_HEAD_BYTES)
		return 0;
	packet.length = mysql_length(work, at);
	packet.number = mysql_number(work, at);
	packet.at = at + MYSQL_HEAD_BYTES;
	packet.first = l7_byte(work, packet.at);
	if (here < MYSQL_HEAD_BYTES + packet.length && here < MYSQL_HEAD_BYTES + MYSQL_STATUS_BYTES)
		return 0;
	if (answers->state == MYSQL_GREETING) {
		if (packet.length < 2 || packet.length > 1024)
			return L7_UNPARSED;
		answers->state = MYSQL_GREETING_VERSION;
		answers->length = packet.length - 1;
		return MYSQL_HEAD_BYTES + 1;
	}
	is_rest = answers->flags & MYSQL_IS_CONTINUED;
	answers->flags = packet.length == MYSQL_MOST_BYTES ? MYSQL_IS_CONTINUED : 0;
	if (answers->state == MYSQL_AUTHENTICATION) {
		if (packet.length && !packet.first)
			answers->state = MYSQL_BETWEEN;
		return MYSQL_HEAD_BYTES + packet.length;
	}
	mysql_follow_numbers(stream, work, packet.number);
	if (answers->state == MYSQL_BETWEEN && (packet.number != 1 || !l7_waiting(stream))) {
		answers->began_ticks = 0;
	} else if (!is_rest && packet.length) {
		mysql_answer_packet(stream, work, &packet);
	}
	return MYSQL_HEAD_BYTES + packet.length;
}
