/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the requests of HTTP/1 that wait say of their answers. */
#pragma once

#include "http_lines.h"
#include "notes.h"

/* As l7_note() keeps it. */
enum http_asked {
	HTTP_ASKS_HEAD = 1, /* it has no body */
	HTTP_ASKS_CONNECT, /* if it succeeds, another protocol follows */
};

static __always_inline __u32 http_asks(__u32 method)
{
	return method == HTTP_HEAD	? HTTP_ASKS_HEAD
	       : method == HTTP_CONNECT ? HTTP_ASKS_CONNECT
					: 0;
}

/* False: it cannot be told any more which answers have a body. */
static __always_inline bool http_note(struct l7_stream *stream, __u32 method)
{
	__u32 note = http_asks(method);

	/* Mostly no request has ever had one. */
	return !(note || stream->notes[0] || stream->notes[1]) || l7_note(stream, note);
}

/* What the answer to the oldest request that waits is like; 0 where none waits. */
static __always_inline __u32 http_asked(struct l7_stream *stream)
{
	if (!(stream->flags & L7_OVERFLOWED))
		return http_asks(l7_oldest_method(stream));
	return l7_waiting(stream) ? l7_noted(stream, stream->answered) : 0;
}
