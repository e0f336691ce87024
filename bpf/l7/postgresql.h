/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * PostgreSQL, protocol 3: simple and extended queries, pipelines, COPY, function calls.
 *
 * A request is what a client calls a statement: a simple Query (however many statements its text has), a FunctionCall,
 * and of the extended protocol each Execute. So N Executes before one Sync are N requests; those that the server skips
 * after an error were not run. Parse, Describe and Close alone are requests only when they fail, because
 * there a statement that cannot be run fails in the drivers that prepare first. An error that comes after the last
 * Execute is complete (the commit at Sync) is that Execute's.
 *
 * What is between two points at which the server is ready for a query is a unit: a Query, a FunctionCall, or everything
 * up to a Sync. Each unit has at least one of the requests that wait: it begins with a preparation, which its first
 * Execute takes over, and which is forgotten when the unit ends well without one.
 */
#pragma once

#include "postgresql_requests.h"
#include "postgresql_replies.h"

static __always_inline long postgresql_part(struct l7_stream *stream, struct l7_work *work,
					    __u32 sent, __u32 at)
{
	return sent == stream->sent_are_requests ? postgresql_request(stream, work, at)
						 : postgresql_reply(stream, work, at);
}

__noinline long l7_postgresql(struct l7_stream *stream, struct l7_work *work, __u32 sent)
{
	return l7_parts(stream, work, sent, postgresql_part);
}

static __always_inline enum l7_guess postgresql_guess_start(const struct l7_work *work)
{
	__u32 length = l7_big_endian_32(work, 0), code = l7_big_endian_32(work, 4);

	if (l7_byte(work, 0))
		return L7_NO;
	if (work->filled < 8)
		return L7_TOO_SHORT;
	if (code == POSTGRESQL_SSL_REQUEST || code == POSTGRESQL_GSSENC_REQUEST)
		return length == 8 ? L7_REQUESTS : L7_NO;
	if (code == POSTGRESQL_CANCEL_REQUEST)
		return length >= 16 && length < 512 ? L7_REQUESTS : L7_NO;
	return code >> 16 == 3 && length > 8 && length <= POSTGRESQL_LONGEST_STARTUP ? L7_REQUESTS
										     : L7_NO;
}

/* Whether a text's verb is known: that of a Query or a Parse at the window's beginning. */
static __always_inline bool postgresql_has_verb(struct l7_work *work, __u32 end)
{
	switch (l7_byte(work, 0)) {
	case 'Q':
		return sql_verb(work, POSTGRESQL_HEAD_BYTES, end) != SQL_OTHER;
	case 'P':
		return sql_verb(work, l7_find(work, POSTGRESQL_HEAD_BYTES, 0) + 1, end) !=
		       SQL_OTHER;
	}
	return false;
}

/*
 * A connection that was open before: whole messages up to the end of a unit, or a text that is longer than the window.
 * Messages that the client sends and those that the server sends have letters in common.
 */
__noinline __u32 postgresql_guess_midway(struct l7_work *work)
{
	bool has_verb;
	__u32 at = 0, length = 0, messages;
	__u8 type = 0;

	if (!work || work->filled < POSTGRESQL_HEAD_BYTES || work->filled > L7_WINDOW)
		return L7_NO;
	length = l7_big_endian_32(work, 1) + 1;
	has_verb = length < 1 << 24 &&
		   postgresql_has_verb(work, length < work->filled ? length : work->filled);
	for (messages = 0; messages < 32 && at + POSTGRESQL_HEAD_BYTES <= work->filled;
	     messages++) {
		type = l7_byte(work, at);
		if (!postgresql_has_length(work, at, &length) || type < '1' || type > 'v')
			return L7_NO;
		at += length;
	}
	if (at > L7_WINDOW && work->filled == L7_WINDOW)
		return has_verb ? L7_REQUESTS : L7_NO;
	if (at != work->filled)
		return L7_NO;
	if (type == 'Z' && length == 6 && messages > 1)
		return L7_REPLIES;
	if (type == 'S' && length == POSTGRESQL_HEAD_BYTES && messages > 1)
		return L7_REQUESTS;
	return type == 'Q' && has_verb ? L7_REQUESTS : L7_NO;
}

static __always_inline enum l7_guess postgresql_guess(struct l7_work *work, bool from_start)
{
	return from_start ? postgresql_guess_start(work) : postgresql_guess_midway(work);
}
