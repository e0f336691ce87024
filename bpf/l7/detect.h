/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which protocol a connection speaks, told by its first bytes and not by its port. */
#pragma once

#include "http.h"
#include "redis.h"
#include "postgresql.h"
#include "mysql.h"
#include "tls.h"
#include "dns.h"

static __always_inline bool l7_settles(struct l7_stream *stream, __u32 sent, enum l7_guess guess,
				       enum l7_protocol protocol, bool *too_short)
{
	*too_short |= guess == L7_TOO_SHORT;
	if (guess != L7_REQUESTS && guess != L7_REPLIES)
		return false;
	stream->protocol = protocol;
	stream->sent_are_requests = guess == L7_REQUESTS ? sent : !sent;
	return true;
}

/*
 * Looks at the first bytes of a direction. Answers L7_MORE when the protocol is settled (stream->protocol) or when more
 * bytes are needed, L7_UNPARSED when no protocol begins like this.
 */
__noinline long l7_detect(struct l7_stream *stream, struct l7_work *work, __u32 sent)
{
	bool from_start, too_short = false;

	if (!stream || !work)
		return L7_UNPARSED;
	sent &= 1;
	from_start = stream->flags & L7_FROM_START;
	if (l7_settles(stream, sent, http_guess(work, from_start), L7_HTTP, &too_short) ||
	    l7_settles(stream, sent, redis_guess(work, from_start), L7_REDIS, &too_short) ||
	    l7_settles(stream, sent, postgresql_guess(work, from_start), L7_POSTGRESQL,
		       &too_short) ||
	    l7_settles(stream, sent, mysql_guess(work, from_start), L7_MYSQL, &too_short) ||
	    l7_settles(stream, sent, tls_guess(work, from_start), L7_TLS, &too_short) ||
	    l7_settles(stream, sent, dns_guess(work, from_start), L7_DNS, &too_short))
		return L7_MORE;
	return too_short ? L7_MORE : L7_UNPARSED;
}

/* Whether this could be the beginning of an answer, where no more can be told: a hole is rare among rows and elements. */
static __always_inline bool l7_may_answer(const struct l7_stream *stream,
					  const struct l7_work *work)
{
	switch (stream->protocol) {
	case L7_REDIS:
		return true;
	case L7_POSTGRESQL:
		return l7_byte(work, 0) >= '1' && l7_byte(work, 0) <= 'v' &&
		       l7_big_endian_32(work, 1) <= 0xffff;
	case L7_MYSQL:
		return mysql_number(work, 0) == 1;
	}
	return false;
}

enum l7_beginning {
	L7_BEGINS_NOT,
	L7_MAY_BEGIN,
	L7_BEGINS,
};

/*
 * Whether a message of a known protocol begins here, before which bytes of its direction are missing. What reads like an answer may
 * be one where a request waits.
 */
__noinline int l7_begins_here(struct l7_stream *stream, struct l7_work *work, __u32 sent)
{
	enum l7_guess guess = L7_NO;

	if (!stream || !work)
		return L7_BEGINS_NOT;
	switch (stream->protocol) {
	case L7_HTTP:
		guess = http_guess(work, false);
		break;
	case L7_REDIS:
		guess = redis_guess(work, false);
		break;
	case L7_POSTGRESQL:
		guess = postgresql_guess(work, false);
		break;
	case L7_MYSQL:
		guess = mysql_guess(work, false);
		break;
	case L7_DNS:
		guess = dns_guess(work, false);
		break;
	}
	if ((sent & 1) == stream->sent_are_requests)
		return guess == L7_REQUESTS ? L7_BEGINS : L7_BEGINS_NOT;
	if (guess == L7_REPLIES)
		return L7_BEGINS;
	return l7_waiting(stream) && l7_may_answer(stream, work) ? L7_MAY_BEGIN : L7_BEGINS_NOT;
}
