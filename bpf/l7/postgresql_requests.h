/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a client of PostgreSQL sends. */
#pragma once

#include "postgresql_units.h"

/*
 * More requests wait than have notes, and what waits was not told apart: until the server is ready for the last time that
 * it still has to say so, requests are lost, and what answers them is passed over.
 */
static __always_inline bool postgresql_is_untold(struct l7_stream *stream)
{
	return stream->flags & L7_UNTOLD &&
	       (l7_waiting(stream) || (__u32)l7_answers_of(stream)->length);
}

static __always_inline void postgresql_asks(struct l7_stream *stream, struct l7_work *work,
					    __u8 method, enum postgresql_part part, __u32 text_at)
{
	struct l7_direction *requests = l7_requests_of(stream);

	if (requests->flags & POSTGRESQL_HAS_REQUEST)
		part = POSTGRESQL_FURTHER;
	requests->flags |= POSTGRESQL_HAS_REQUEST;
	if (!postgresql_is_untold(stream) && !l7_note(stream, part))
		l7_untell(stream);
	if (postgresql_is_untold(stream)) {
		requests->began_ticks = 0;
		work->text_at = L7_WINDOW;
		work->unparsed++;
		return;
	}
	l7_asked(stream, work, requests, method, text_at);
}

/* The unit's preparation was the beginning of this request. */
static __always_inline void postgresql_takes_over(struct l7_stream *stream, __u8 method,
						  enum postgresql_part part)
{
	struct l7_direction *requests = l7_requests_of(stream);
	__u32 number = stream->asked - 1;

	l7_change_note(stream, number, part);
	stream->methods[number % L7_OUTSTANDING] = method;
	requests->flags &= ~POSTGRESQL_IS_PREPARATION;
	requests->began_ticks = 0;
}

static __always_inline void postgresql_unit_begins(struct l7_stream *stream, struct l7_work *work)
{
	struct l7_direction *requests = l7_requests_of(stream);

	if (requests->flags & POSTGRESQL_IN_UNIT)
		return;
	requests->flags = POSTGRESQL_IN_UNIT;
	/* It can share a note, and then the note cannot change: what it is shows in its first Execute, or its end. */
	if (l7_waiting(stream) >= L7_NOTED || postgresql_is_untold(stream))
		return;
	postgresql_asks(stream, work, POSTGRESQL_OTHER, POSTGRESQL_PREPARATION, L7_WINDOW);
	requests->flags |= POSTGRESQL_IS_PREPARATION;
}

static __always_inline void postgresql_unit_ends(struct l7_stream *stream)
{
	struct l7_direction *answers = l7_answers_of(stream);
	__u32 further = stream->asked - (__u32)(answers->length >> 32);

	__sync_fetch_and_add(&answers->length, (__u64)further << 32 | 1);
	l7_requests_of(stream)->flags = 0;
}

static __always_inline void postgresql_whole(struct l7_stream *stream, struct l7_work *work,
					     __u8 method, __u32 text_at)
{
	if (l7_requests_of(stream)->flags & POSTGRESQL_IS_PREPARATION) {
		postgresql_takes_over(stream, method, POSTGRESQL_WHOLE);
		work->text_at = text_at;
	} else {
		postgresql_asks(stream, work, method, POSTGRESQL_WHOLE, text_at);
	}
	postgresql_unit_ends(stream);
	l7_requests_of(stream)->flags = POSTGRESQL_WAS_WHOLE;
}

static __always_inline void postgresql_parse(struct l7_stream *stream, struct l7_work *work,
					     __u32 at, __u32 end)
{
	__u32 text_at = l7_find(work, at, 0) + 1, verb = sql_verb(work, text_at, end);
	__u64 name = postgresql_name(work, L7_STATEMENT, at, end);

	postgresql_unit_begins(stream, work);
	if (text_at >= end)
		text_at = L7_WINDOW;
	else
		work->text_at = text_at;
	if (name)
		l7_remember(stream, work, name, verb, text_at);
	else
		l7_remember_last(stream, verb);
	if (l7_requests_of(stream)->flags & POSTGRESQL_IS_PREPARATION)
		stream->methods[(stream->asked - 1) % L7_OUTSTANDING] = verb;
}

/* The number of the request that the next Execute is or becomes. */
static __always_inline __u32 postgresql_next(struct l7_stream *stream)
{
	return stream->asked - (l7_requests_of(stream)->flags & POSTGRESQL_IS_PREPARATION ? 1 : 0);
}

/* What is bound is executed next, or later by a name. */
static __always_inline void postgresql_bind(struct l7_stream *stream, struct l7_work *work,
					    __u32 at, __u32 end)
{
	__u64 portal = postgresql_name(work, L7_PORTAL, at, end);
	__u64 name = postgresql_name(work, L7_STATEMENT, l7_find(work, at, 0) + 1, end);
	__u32 verb;

	postgresql_unit_begins(stream, work);
	if (name) {
		verb = l7_recall(stream, name, postgresql_next(stream));
		work->text_at = L7_WINDOW;
	} else {
		verb = l7_recall_last(stream, POSTGRESQL_EXECUTE);
	}
	if (verb == L7_FORGOTTEN)
		verb = POSTGRESQL_EXECUTE;
	stream->detail = verb;
	if (portal)
		l7_remember(stream, work, portal, verb, work->text_at);
}

static __always_inline void postgresql_execute(struct l7_stream *stream, struct l7_work *work,
					       __u32 at, __u32 end)
{
	__u64 portal = postgresql_name(work, L7_PORTAL, at, end);
	__u32 verb = stream->detail;

	postgresql_unit_begins(stream, work);
	if (portal)
		verb = l7_recall(stream, portal, postgresql_next(stream));
	if (verb == L7_FORGOTTEN)
		verb = POSTGRESQL_EXECUTE;
	if (l7_requests_of(stream)->flags & POSTGRESQL_IS_PREPARATION)
		postgresql_takes_over(stream, verb, POSTGRESQL_FIRST);
	else
		postgresql_asks(stream, work, verb, POSTGRESQL_FIRST, work->text_at);
}

static __always_inline void postgresql_close(struct l7_stream *stream, struct l7_work *work,
					     __u32 at, __u32 end)
{
	enum l7_named named = l7_byte(work, at) == 'P' ? L7_PORTAL : L7_STATEMENT;
	__u64 name = postgresql_name(work, named, at + 1, end);

	postgresql_unit_begins(stream, work);
	if (name)
		l7_forget_statement(stream, name);
}

static __always_inline void postgresql_sync(struct l7_stream *stream, struct l7_work *work)
{
	struct l7_direction *requests = l7_requests_of(stream);

	if (requests->flags & POSTGRESQL_SYNC_IS_SPENT) {
		requests->flags = 0;
		return;
	}
	postgresql_unit_begins(stream, work);
	/* Also where it is lost: it may fail, and then it is a request. */
	if (!(requests->flags & POSTGRESQL_HAS_REQUEST))
		postgresql_asks(stream, work, POSTGRESQL_OTHER, POSTGRESQL_PREPARATION, L7_WINDOW);
	postgresql_unit_ends(stream);
}

/* The client has no more to copy. Had it sent a Sync before, then the server, which was copying, ignored it. */
static __always_inline void postgresql_copied(struct l7_stream *stream)
{
	struct l7_direction *requests = l7_requests_of(stream);

	if (!(requests->flags & (POSTGRESQL_IN_UNIT | POSTGRESQL_WAS_WHOLE)))
		requests->flags |= POSTGRESQL_SYNC_IS_SPENT;
}

static __always_inline void postgresql_speaks(struct l7_stream *stream)
{
	struct l7_direction *requests = l7_requests_of(stream);

	requests->state = POSTGRESQL_MESSAGES;
	requests->length = 0;
	l7_answers_of(stream)->length = (__u64)stream->asked << 32;
	stream->detail = POSTGRESQL_EXECUTE;
}

static __always_inline long postgresql_startup(struct l7_stream *stream, struct l7_work *work,
					       __u32 at)
{
	__u32 length = l7_big_endian_32(work, at), code = l7_big_endian_32(work, at + 4);

	if (work->filled - at < 8)
		return L7_MORE;
	l7_requests_of(stream)->began_ticks = 0;
	if (length < 8 || length > POSTGRESQL_LONGEST_STARTUP)
		return L7_UNPARSED;
	if (code == POSTGRESQL_SSL_REQUEST || code == POSTGRESQL_GSSENC_REQUEST)
		stream->detail = POSTGRESQL_ENCRYPTION_ASKED;
	else if (code >> 16 == 3)
		postgresql_speaks(stream);
	else if (code != POSTGRESQL_CANCEL_REQUEST)
		return L7_UNPARSED;
	return length;
}

/* How many bytes of a message have to be here, so that it can be told: a text, or the names of a portal and a statement. */
static __always_inline __u32 postgresql_bytes_needed(__u8 type, __u32 length)
{
	__u32 names = POSTGRESQL_HEAD_BYTES + 2 * POSTGRESQL_NAME_BYTES;

	if (type == 'Q' || type == 'P')
		return length;
	if (type != 'B' && type != 'E' && type != 'C')
		return POSTGRESQL_HEAD_BYTES;
	return length < names ? length : names;
}

/* One message of the client from `at` on. Answers its length, or an l7_verdict. */
__noinline long postgresql_request(struct l7_stream *stream, struct l7_work *work, __u32 at)
{
	struct l7_direction *requests;
	__u32 here, length, end;
	__u8 type;

	if (!stream || !work || at >= L7_WINDOW || at >= work->filled)
		return L7_UNPARSED;
	requests = l7_requests_of(stream);
	here = work->filled - at;
	if (requests->state == POSTGRESQL_STARTUP) {
		if (stream->flags & L7_FROM_START)
			return postgresql_startup(stream, work, at);
		postgresql_speaks(stream);
	}
	l7_begins(requests, work);
	if (here < POSTGRESQL_HEAD_BYTES)
		return L7_MORE;
	if (!postgresql_has_length(work, at, &length))
		return L7_UNPARSED;
	end = length < here ? at + length : work->filled;
	type = l7_byte(work, at);
	if (l7_can_wait(work, at, postgresql_bytes_needed(type, length)))
		return L7_MORE;
	switch (type) {
	case 'Q':
		postgresql_whole(stream, work, sql_verb(work, at + POSTGRESQL_HEAD_BYTES, end),
				 at + POSTGRESQL_HEAD_BYTES);
		return length;
	case 'P':
		postgresql_parse(stream, work, at + POSTGRESQL_HEAD_BYTES, end);
		return length;
	case 'F':
		postgresql_whole(stream, work, POSTGRESQL_CALL, L7_WINDOW);
		return length;
	case 'E':
		postgresql_execute(stream, work, at + POSTGRESQL_HEAD_BYTES, end);
		return length;
	case 'B':
		postgresql_bind(stream, work, at + POSTGRESQL_HEAD_BYTES, end);
		return length;
	case 'C':
		postgresql_close(stream, work, at + POSTGRESQL_HEAD_BYTES, end);
		return length;
	case 'D':
		postgresql_unit_begins(stream, work);
		return length;
	case 'S':
		postgresql_sync(stream, work);
		break;
	case 'c':
	case 'f':
		postgresql_copied(stream);
		break;
	case 'd':
	case 'p':
	case 'H':
	case 'X':
		break;
	default:
		return L7_UNPARSED;
	}
	requests->began_ticks = 0;
	return length;
}
