/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * MySQL and MariaDB. A request is a command that has an answer: the client's packet with the number 0. Its answer ends with
 * the last of its results, so that an error among the rows is the request's. Several commands may wait for their answers.
 * A preparation is a command of its own, PREPARE; an execution has the verb of what was prepared, and EXECUTE where that was not seen.
 * How results end is agreed at the login; where that was not seen, the beginning of an answer has to do.
 */
#pragma once

#include "mysql_commands.h"
#include "mysql_answers.h"

static __always_inline long mysql_part(struct l7_stream *stream, struct l7_work *work, __u32 sent,
				       __u32 at)
{
	return sent == stream->sent_are_requests ? mysql_ask(stream, work, at)
						 : mysql_answer(stream, work, at);
}

__noinline long l7_mysql(struct l7_stream *stream, struct l7_work *work, __u32 sent)
{
	return l7_parts(stream, work, sent, mysql_part);
}

static __always_inline bool mysql_is_digit(__u8 byte)
{
	return (__u8)(byte - '0') <= 9;
}

/* The greeting of the server, which speaks first: protocol 10 and a version. */
static __always_inline enum l7_guess mysql_guess_start(const struct l7_work *work)
{
	__u64 word = l7_first_bytes(l7_word(work, 0), work->filled);
	__u32 length;

	length = (__u32)word & MYSQL_MOST_BYTES;
	if (length >= 1024 || (__u8)(word >> 24))
		return L7_NO;
	if (work->filled < MYSQL_HEAD_BYTES + 1)
		return L7_TOO_SHORT;
	if (length < 40 || (__u8)(word >> 32) != 10)
		return L7_NO;
	if (work->filled < 8)
		return L7_TOO_SHORT;
	return mysql_is_digit(word >> 40) &&
			       (mysql_is_digit(word >> 48) || (__u8)(word >> 48) == '.')
		       ? L7_REPLIES
		       : L7_NO;
}

/* A connection that was open before: a whole statement, a text that is longer than the window, or a whole execution of what was prepared. */
__noinline __u32 mysql_guess_midway(struct l7_work *work)
{
	__u32 length, end, text_at;

	if (!work || work->filled < MYSQL_HEAD_BYTES + 2 || work->filled > L7_WINDOW)
		return L7_NO;
	length = mysql_length(work, 0);
	end = MYSQL_HEAD_BYTES + length;
	if (mysql_number(work, 0) || end < work->filled ||
	    (end > work->filled && work->filled < L7_WINDOW))
		return L7_NO;
	switch (l7_byte(work, MYSQL_HEAD_BYTES)) {
	case MYSQL_COM_QUERY:
	case MYSQL_COM_STMT_PREPARE:
		text_at = mysql_text_at(work, MYSQL_HEAD_BYTES + 1, work->filled);
		return sql_verb(work, text_at, work->filled) ? L7_REQUESTS : L7_NO;
	case MYSQL_COM_STMT_EXECUTE: /* a number, flags, and how many times: once */
		return length >= 10 && l7_byte(work, 9) < 16 && (__u32)l7_word(work, 10) == 1
			       ? L7_REQUESTS
			       : L7_NO;
	}
	return L7_NO;
}

static __always_inline enum l7_guess mysql_guess(struct l7_work *work, bool from_start)
{
	return from_start ? mysql_guess_start(work) : mysql_guess_midway(work);
}
