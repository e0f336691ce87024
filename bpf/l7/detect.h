/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which protocol a connection speaks, told by its first bytes and not by its port. */
#pragma once

#include "http.h"

/* What a protocol says of the first bytes of a direction. */
enum l7_guess {
	L7_NO,
	L7_REQUESTS, /* these are the protocol's requests */
	L7_REPLIES, /* or its answers, or the greeting of its server */
	L7_TOO_SHORT, /* it could become this protocol */
};

static __always_inline enum l7_guess http_guess(const struct l7_work *work)
{
	__u64 word = l7_word(work, 0);
	__u8 first = (__u8)word;

	if (work->filled < 8) {
		if (first == 'G' || first == 'H' || first == 'P' || first == 'D' || first == 'O' ||
		    first == 'C' || first == 'T')
			return L7_TOO_SHORT;
		return L7_NO;
	}
	if (http_is_answer(word))
		return L7_REPLIES;
	return http_method_of(word) != HTTP_OTHER ||
			       word == L7_TEXT_8('P', 'R', 'I', ' ', '*', ' ', 'H', 'T')
		       ? L7_REQUESTS
		       : L7_NO;
}

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
	enum l7_guess http;

	if (!stream || !work)
		return L7_UNPARSED;
	sent &= 1;
	http = http_guess(work);
	if (l7_settles(stream, sent, http, L7_HTTP))
		return L7_MORE;
	return http == L7_TOO_SHORT ? L7_MORE : L7_UNPARSED;
}
