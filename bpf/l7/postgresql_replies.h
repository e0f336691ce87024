/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a server of PostgreSQL sends. */
#pragma once

#include "postgresql_units.h"

/* The oldest request that waits belongs to the unit that the server answers now. */
static __always_inline bool postgresql_is_of_unit(struct l7_stream *stream)
{
	if (!l7_waiting(stream))
		return false;
	return !(l7_answers_of(stream)->flags & POSTGRESQL_IN_ANSWER) ||
	       l7_noted(stream, stream->answered) == POSTGRESQL_FURTHER;
}

static __always_inline void postgresql_name_answer(struct l7_work *work, __u8 method)
{
	__u32 place = work->answers - 1;

	l7_barrier(place);
	if (place < L7_ANSWERS)
		work->answered[place].method = method;
}

__noinline int postgresql_answered(struct l7_stream *stream, struct l7_work *work, __u32 status)
{
	struct l7_direction *answers;
	__u8 verb = 0;

	if (!stream || !work)
		return 0;
	answers = l7_answers_of(stream);
	/* Where its own method is not remembered, what was executed is. */
	if (stream->flags & L7_OVERFLOWED && answers->flags & POSTGRESQL_IS_COMPLETE)
		verb = stream->methods[stream->answered % L7_OUTSTANDING];
	answers->flags |= POSTGRESQL_IN_ANSWER;
	answers->flags &= ~POSTGRESQL_IS_COMPLETE;
	l7_answered(stream, work, answers, status);
	if (verb)
		postgresql_name_answer(work, verb);
	return 0;
}

/* They waited and were no requests. */
static __always_inline void postgresql_forget(struct l7_stream *stream, __u32 requests)
{
	l7_answers_of(stream)->flags |= POSTGRESQL_IN_ANSWER;
	__sync_fetch_and_add(&stream->answered, requests);
}

/* Of a request whose error was not its own, or came before it: that of the unit's first is its own. */
static __always_inline __u32 postgresql_unsaid(const struct l7_direction *answers)
{
	return answers->flags & POSTGRESQL_IN_ANSWER ? L7_NOT_RUN : L7_FAILED;
}

/* The unit is over: the oldest request that waits, if it is of this unit. False: it is not, or none waits. */
__noinline int postgresql_settles(struct l7_stream *stream, struct l7_work *work)
{
	struct l7_direction *answers;
	bool failed;
	__s32 left;

	if (!stream || !work)
		return false;
	answers = l7_answers_of(stream);
	failed = (answers->flags & (POSTGRESQL_HAS_FAILED | POSTGRESQL_IS_COMPLETE)) ==
		 POSTGRESQL_HAS_FAILED;
	if (postgresql_is_of_unit(stream)) {
		if (!failed && l7_noted(stream, stream->answered) == POSTGRESQL_PREPARATION)
			postgresql_forget(stream, 1);
		else
			postgresql_answered(stream, work,
					    failed ? postgresql_unsaid(answers) : L7_OK);
		return true;
	}
	/* This was the last unit that they can be of. */
	left = (__u32)(answers->length >> 32) - stream->answered;
	if ((__u32)answers->length != 1 || left <= 0)
		return false;
	work->unparsed += left;
	postgresql_forget(stream, left);
	return true;
}

/* Answers false where there is no room for further answers. */
static __always_inline bool postgresql_ready(struct l7_stream *stream, struct l7_work *work)
{
	struct l7_direction *answers = l7_answers_of(stream);
	__u32 began;

	if (answers->state == POSTGRESQL_STARTUP) {
		answers->state = POSTGRESQL_MESSAGES;
		answers->began_ticks = 0;
		return true;
	}
	began = answers->began_ticks;
	for (__u32 i = 0; i <= L7_ANSWERS; i++) {
		answers->began_ticks = began;
		if (work->answers == L7_ANSWERS)
			return false;
		if (!postgresql_settles(stream, work))
			break;
	}
	answers->flags = 0;
	answers->began_ticks = 0;
	if ((__u32)answers->length)
		__sync_fetch_and_add(&answers->length, -1);
	else
		work->orphans++;
	return true;
}

/* A statement is complete: of a Query perhaps not the last. The tag in [at, end) names what was executed. */
static __always_inline void postgresql_completes(struct l7_stream *stream, struct l7_work *work,
						 __u32 at, __u32 end)
{
	__u32 place = stream->answered % L7_OUTSTANDING, verb;

	if (!postgresql_is_of_unit(stream))
		return;
	if (l7_noted(stream, stream->answered) > POSTGRESQL_FIRST)
		return;
	l7_answers_of(stream)->flags |= POSTGRESQL_IS_COMPLETE;
	if (!(stream->flags & L7_OVERFLOWED) && stream->methods[place] != POSTGRESQL_EXECUTE)
		return;
	verb = sql_verb(work, at, end);
	if (verb || stream->flags & L7_OVERFLOWED)
		stream->methods[place] = verb;
}

/* The class is in the field C, behind the severity in the server's language and in English. */
static __always_inline __u16 postgresql_status(struct l7_work *work, __u32 at, __u32 end)
{
	for (__u32 fields = 0; fields < 3 && at + 2 < end; fields++) {
		if (l7_byte(work, at) == 'C')
			return sql_status(l7_byte(work, at + 1), l7_byte(work, at + 2));
		at = l7_find(work, at, 0) + 1;
	}
	return L7_FAILED;
}

static __always_inline void postgresql_fails(struct l7_stream *stream, struct l7_work *work,
					     __u16 status)
{
	struct l7_direction *answers = l7_answers_of(stream);

	if (answers->state == POSTGRESQL_STARTUP ||
	    (l7_waiting(stream) && !postgresql_is_of_unit(stream))) {
		answers->began_ticks = 0;
		return;
	}
	answers->flags |= POSTGRESQL_HAS_FAILED;
	/* The server may fail a Parse before the Execute comes whose failure this is. */
	if (!l7_waiting(stream))
		return;
	postgresql_answered(stream, work, status);
}

/* Messages that come at any time, and those of the start. */
static __always_inline bool postgresql_is_aside(__u8 type)
{
	return type == 'A' || type == 'N' || type == 'S' || type == 'K' || type == 'R' ||
	       type == 'v';
}

/* With a message of this type the answer to the next request of the unit begins, if there is one. */
static __always_inline bool postgresql_goes_on(struct l7_stream *stream, __u8 type)
{
	if (type == 'E')
		return l7_waiting(stream) > 1 &&
		       l7_noted(stream, stream->answered + 1) == POSTGRESQL_FURTHER;
	/* A CloseComplete may stand between an Execute and an error at the end of its unit. */
	return type != '3' && type != 'Z' && !postgresql_is_aside(type);
}

/* The server's one byte, or an error of one that knows no encryption. */
static __always_inline long postgresql_encryption(struct l7_stream *stream, struct l7_work *work,
						  __u32 at)
{
	stream->detail = 0;
	l7_answers_of(stream)->began_ticks = 0;
	switch (l7_byte(work, at)) {
	case 'N':
		return 1;
	case 'S':
	case 'G':
		return L7_IS_ENCRYPTED;
	}
	return L7_UNPARSED;
}

/* A message of the server that is about the requests: of `length` bytes, those up to `end` are here. */
static __always_inline long postgresql_tells(struct l7_stream *stream, struct l7_work *work,
					     __u32 at, __u32 length, __u32 end)
{
	switch (l7_byte(work, at)) {
	case 'Z':
		if (length != 6)
			return L7_UNPARSED;
		return postgresql_ready(stream, work) ? length : L7_MORE;
	case 'E':
		postgresql_fails(stream, work,
				 postgresql_status(work, at + POSTGRESQL_HEAD_BYTES, end));
		return length;
	case 'C':
	case 'I':
	case 's':
		postgresql_completes(stream, work, at + POSTGRESQL_HEAD_BYTES, end);
		return length;
	case 'W': /* a replica: what follows has no end */
		if (postgresql_is_of_unit(stream))
			postgresql_answered(stream, work, L7_OK);
		return length;
	case '1':
	case '2':
	case '3':
	case 'c':
	case 'd':
	case 'n':
	case 't':
	case 'D':
	case 'G':
	case 'H':
	case 'T':
	case 'V':
		return length;
	}
	return L7_UNPARSED;
}

/* One message of the server from `at` on. Answers its length, or an l7_verdict: L7_MORE also where more room is needed. */
__noinline long postgresql_reply(struct l7_stream *stream, struct l7_work *work, __u32 at)
{
	struct l7_direction *answers;
	__u32 here, length, end;
	__u8 type;

	if (!stream || !work || at >= L7_WINDOW || at >= work->filled)
		return L7_UNPARSED;
	answers = l7_answers_of(stream);
	here = work->filled - at;
	type = l7_byte(work, at);
	if (answers->state == POSTGRESQL_STARTUP) {
		if (!(stream->flags & L7_FROM_START))
			answers->state = POSTGRESQL_MESSAGES;
		else if (stream->detail == POSTGRESQL_ENCRYPTION_ASKED && type != 'E')
			return postgresql_encryption(stream, work, at);
	}
	if (answers->flags & POSTGRESQL_IS_COMPLETE && postgresql_goes_on(stream, type))
		postgresql_answered(stream, work, L7_OK);
	if (!postgresql_is_aside(type))
		l7_begins(answers, work);
	if (here < POSTGRESQL_HEAD_BYTES)
		return L7_MORE;
	if (!postgresql_has_length(work, at, &length))
		return L7_UNPARSED;
	end = length < here ? at + length : work->filled;
	/* Of these the beginning has to be seen. */
	if ((type == 'C' || type == 'E' || type == 'Z') && l7_can_wait(work, at, length))
		return L7_MORE;
	if (postgresql_is_aside(type))
		return length;
	return postgresql_tells(stream, work, at, length, end);
}
