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
				       enum l7_protocol protocol)
{
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
	enum l7_guess guess;
	bool too_short;

	if (!stream || !work)
		return L7_UNPARSED;
	sent &= 1;
	guess = http_guess(work, stream->flags & L7_FROM_START);
	if (l7_settles(stream, sent, guess, L7_HTTP))
		return L7_MORE;
	too_short = guess == L7_TOO_SHORT;
	guess = redis_guess(work, stream->flags & L7_FROM_START);
	if (l7_settles(stream, sent, guess, L7_REDIS))
		return L7_MORE;
	too_short |= guess == L7_TOO_SHORT;
	guess = postgresql_guess(work, stream->flags & L7_FROM_START);
	if (l7_settles(stream, sent, guess, L7_POSTGRESQL))
		return L7_MORE;
	too_short |= guess == L7_TOO_SHORT;
	guess = mysql_guess(work, stream->flags & L7_FROM_START);
	if (l7_settles(stream, sent, guess, L7_MYSQL))
		return L7_MORE;
	too_short |= guess == L7_TOO_SHORT;
	guess = tls_guess(work, stream->flags & L7_FROM_START);
	if (l7_settles(stream, sent, guess, L7_TLS))
		return L7_MORE;
	too_short |= guess == L7_TOO_SHORT;
	guess = dns_guess(work, stream->flags & L7_FROM_START);
	if (l7_settles(stream, sent, guess, L7_DNS))
		return L7_MORE;
	too_short |= guess == L7_TOO_SHORT;
	return too_short ? L7_MORE : L7_UNPARSED;
}
