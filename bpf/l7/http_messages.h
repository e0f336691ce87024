/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What each line of a message of HTTP/1 says of what follows it. */
#pragma once

#include "http_notes.h"

enum http_state {
	HTTP_START, /* of a message: its first line */
	HTTP_HEADERS,
	HTTP_CHUNK, /* the line with a chunk's size */
	HTTP_TRAILERS,
};

enum http_flags {
	HTTP_IN_LINE = 1, /* what follows up to a newline is the rest of a line that was read */
	HTTP_IS_CHUNKED = 2,
	HTTP_HAS_LENGTH = 4,
	HTTP_HAS_NO_BODY = 8,
	HTTP_ENDS_PARSING = 16, /* after this head: 101, or the answer to CONNECT */
};

#define HTTP_OF_MESSAGE	 (HTTP_IS_CHUNKED | HTTP_HAS_LENGTH | HTTP_HAS_NO_BODY)
/* What the header lines that matter begin with. */
#define HTTP_CONTENT	 L7_WORD("content-")
#define HTTP_TRANSFER	 L7_WORD("transfer")
#define HTTP_TRACEPARENT L7_WORD("tracepar")
#define HTTP_CHUNKED	 L7_WORD("chunked")
#define HTTP_ALL	 (1LL << 62) /* the rest of the connection, as a number of bytes */

static __always_inline long http_request_line(struct l7_stream *stream, struct l7_work *work,
					      struct l7_direction *direction, __u32 at, __u32 end)
{
	__u64 word = l7_word(work, at);
	__u32 method;
	bool noted;

	if (word == HTTP2_PREFACE)
		return L7_IS_HTTP2;
	if (!http_is_upper(word))
		return L7_UNPARSED;
	/* The rest of a line that is not here whole is not looked at. */
	if (end < L7_WINDOW && !http_ends_request_line(work, end))
		return L7_UNPARSED;
	method = http_method_of(word);
	noted = http_note(stream, method);
	l7_asked(stream, work, direction, method, at);
	direction->flags &= ~HTTP_OF_MESSAGE;
	direction->state = HTTP_HEADERS;
	return noted ? 0 : L7_IS_UNPARSABLE;
}

static __always_inline long http_status_line(struct l7_stream *stream, struct l7_work *work,
					     struct l7_direction *direction, __u32 at)
{
	__u32 status = http_status(work, at), asked;

	if (!status)
		return L7_UNPARSED;
	direction->flags &= ~HTTP_OF_MESSAGE;
	direction->state = HTTP_HEADERS;
	if (status < 200 && status != 101) {
		direction->flags |= HTTP_HAS_NO_BODY;
		direction->began_ticks = 0;
		return 0;
	}
	asked = http_asked(stream);
	l7_answered(stream, work, direction, status);
	if (asked == HTTP_ASKS_HEAD || status == 204 || status == 304)
		direction->flags |= HTTP_HAS_NO_BODY;
	if (status == 101 || (asked == HTTP_ASKS_CONNECT && status < 300))
		direction->flags |= HTTP_ENDS_PARSING;
	return 0;
}

static __always_inline bool http_is_length(const struct l7_work *work, __u32 at)
{
	return l7_first_bytes(l7_word(work, at + 8) | L7_LOWER_8, 7) == L7_WORD("length:");
}

static __always_inline long http_header_line(struct l7_work *work, struct l7_direction *direction,
					     __u32 at, __u32 end)
{
	__u64 first = l7_word(work, at) | L7_LOWER_8, second = l7_word(work, at + 8) | L7_LOWER_8;
	__u64 last = l7_word(work, end - 8) | L7_LOWER_8,
	      before = l7_word(work, end - 9) | L7_LOWER_8;

	if (first == HTTP_CONTENT && http_is_length(work, at)) {
		direction->length = http_decimal(work, at + 15);
		direction->flags |= HTTP_HAS_LENGTH;
		return direction->length < HTTP_NO_NUMBER ? 0 : L7_UNPARSED;
	}
	if (first == HTTP_TRANSFER && second == L7_WORD("-encodin")) {
		/*
		 * Chunked is the last of the codings; the line ends with or without a carriage return and a blank, or
		 * is longer than what is here: then it has many codings, of which the last must be chunked.
		 */
		if (end >= L7_WINDOW || last >> 8 == HTTP_CHUNKED ||
		    l7_first_bytes(last, 7) == HTTP_CHUNKED ||
		    l7_first_bytes(before, 7) == HTTP_CHUNKED)
			direction->flags |= HTTP_IS_CHUNKED;
		return 0;
	}
	if (first == HTTP_TRACEPARENT && l7_first_bytes(second, 4) == L7_WORD("ent:"))
		work->trace_at = at + 12;
	return 0;
}

/* The head is over: what of the message follows. Answers how many bytes to pass over. */
static __always_inline long http_head_ends(struct l7_direction *direction, bool is_request)
{
	direction->state = HTTP_START;
	if (direction->flags & HTTP_ENDS_PARSING)
		return L7_TUNNEL;
	if (direction->flags & HTTP_HAS_NO_BODY)
		return 0;
	if (direction->flags & HTTP_IS_CHUNKED)
		direction->state = HTTP_CHUNK;
	else if (direction->flags & HTTP_HAS_LENGTH)
		return direction->length;
	else if (!is_request)
		return HTTP_ALL;
	return 0;
}

static __always_inline long http_chunk_line(struct l7_work *work, struct l7_direction *direction,
					    __u32 at)
{
	__u64 size = http_number(work, at, 16);

	if (size >= HTTP_NO_NUMBER)
		return L7_UNPARSED;
	if (!size) {
		direction->state = HTTP_TRAILERS;
		return 0;
	}
	return size;
}

/* An empty line: carriage return and newline, or the newline alone. Answers how long it is; 0 where it is none. */
static __always_inline __u32 http_is_empty(__u64 word)
{
	return (__u8)word == '\n' ? 1 : (__u16)word == ('\r' | '\n' << 8) ? 2 : 0;
}

/* The first line of a message, from `at`; its newline is at `end`, or beyond the window. */
static __always_inline long http_first_line(struct l7_stream *stream, struct l7_work *work,
					    struct l7_direction *direction, __u32 sent, __u32 at,
					    __u32 end)
{
	if (http_is_empty(l7_word(work, at))) { /* some clients send one after a body */
		direction->began_ticks = 0;
		return 0;
	}
	return sent == stream->sent_are_requests
		       ? http_request_line(stream, work, direction, at, end)
		       : http_status_line(stream, work, direction, at);
}

/* Any other, as the first one. Answers how many bytes to pass over after it. */
static __always_inline long http_line(struct l7_stream *stream, struct l7_work *work,
				      struct l7_direction *direction, __u32 sent, __u32 at,
				      __u32 end)
{
	bool empty = http_is_empty(l7_word(work, at));

	switch (direction->state) {
	case HTTP_HEADERS:
		return empty ? http_head_ends(direction, sent == stream->sent_are_requests)
			     : http_header_line(work, direction, at, end);
	case HTTP_CHUNK: /* an empty line ends the chunk before */
		return empty ? 0 : http_chunk_line(work, direction, at);
	case HTTP_TRAILERS:
		if (empty)
			direction->state = HTTP_START;
		return 0;
	}
	return L7_UNPARSED;
}
