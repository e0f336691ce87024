/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A parser: `long l7_<protocol>(struct l7_stream *stream, struct l7_work *work, __u32 sent)`.
 * It looks at window[0..filled), the next bytes of the direction `sent` (1) or received (0), whose requests are those with
 * sent == stream->sent_are_requests, and answers how many of them it has done with: more than `filled` passes over
 * what is not in the window yet (a body); fewer, and it is called again from there; or an l7_verdict. It calls l7_asked() and
 * l7_answered(), and l7_begins() at the first byte of a message, also where it then answers L7_MORE. It never leaves more
 * than L7_CARRY bytes for later, and makes at most L7_ANSWERS answers a call.
 */
#pragma once

#include "pairing.h"
#include "window.h"

/* What begins at `at` and has `length` bytes is not here whole, and can be shown again with more of it: for L7_MORE. */
static __always_inline bool l7_can_wait(const struct l7_work *work, __u32 at, __u32 length)
{
	return length > work->filled - at && (at || work->filled <= L7_CARRY);
}

/* What is at `at`, which is in the window. Answers how many bytes it has, or an l7_verdict. */
typedef long l7_part(struct l7_stream *stream, struct l7_work *work, __u32 sent, __u32 at);

/* In one step: a window seldom holds more, and each costs the verifier. */
#define L7_PARTS 32

/* A parser whose protocol is made of parts, each of which makes at most two answers. */
static __always_inline long l7_parts(struct l7_stream *stream, struct l7_work *work, __u32 sent,
				     l7_part *part)
{
	__u64 at = 0;
	long then;

	if (!stream || !work)
		return L7_UNPARSED;
	sent &= 1;
	for (__u32 i = 0; i < L7_PARTS && at < work->filled && work->answers < L7_ANSWERS - 1;
	     i++) {
		then = part(stream, work, sent, at);
		if (then < 0)
			return then;
		if (then == L7_MORE)
			break;
		at += then;
	}
	return at;
}
