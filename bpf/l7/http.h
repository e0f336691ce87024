/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* HTTP/1.0 and 1.1: start lines, the header lines that say how long a body is, chunks and trailers. */
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

/* Of the header lines only those that begin like these matter. */
static __always_inline bool http_may_matter(const struct l7_work *work, __u32 at)
{
	__u64 word = l7_word(work, at), lower = word | L7_LOWER_8;

	if (lower == HTTP_CONTENT) /* there are many of these, and all but one of them do not */
		return http_is_length(work, at);
	return lower == HTTP_TRANSFER || lower == HTTP_TRACEPARENT || (__u8)word == '\r' ||
	       (__u8)word == '\n';
}

/*
 * From the beginning of a header line to the next one that matters, or that is not whole. Most of what is read of HTTP is
 * read here, so it is one loop over words, which finds the ends of lines wherever they are, and calls nothing. Where the line
 * begins is kept in memory: there the verifier does not follow each value that it can have, which would be too many.
 */
static __always_inline __u32 http_pass_headers(struct l7_work *work, __u32 from)
{
	volatile __u32 *line = &work->line;
	__u32 filled = work->filled;

	*line = from;
	l7_barrier(from);
	if (from >= L7_WINDOW || http_may_matter(work, from))
		return *line;
	for (__u32 i = 0; i < L7_WINDOW && from + i < filled; i += 8) {
		__u64 marked = l7_marked(l7_unaligned_64(&work->window[from] + i), '\n');

		/* A line that does not matter is not empty, so that a word has no more ends of them. */
		for (__u32 ends = 0; ends < 4 && marked; ends++) {
			__u32 next = from + i + l7_first_marked(marked) + 1;

			if (next > filled)
				return *line;
			*line = next;
			if (http_may_matter(work, next))
				return *line;
			marked &= marked - 1;
		}
	}
	return *line;
}

/* The rest of a line, of which the beginning was read before. Answers how many bytes to pass over after it. */
static __always_inline long http_line_ends(struct l7_direction *direction)
{
	direction->flags &= ~HTTP_IN_LINE;
	return direction->state == HTTP_CHUNK ? direction->length : 0;
}

/* The line at the window's beginning is longer than the window: its beginning says enough. */
static __always_inline long http_long_line(struct l7_work *work, struct l7_direction *direction,
					   long then)
{
	if (direction->state == HTTP_CHUNK)
		direction->length = then;
	direction->flags |= HTTP_IN_LINE;
	return work->filled;
}

/* After a header line that mattered often comes the empty one. `next`: what follows it. */
static __always_inline long http_head_may_end(struct l7_stream *stream, struct l7_work *work,
					      struct l7_direction *direction, __u32 sent,
					      __u32 next)
{
	__u32 empty = http_is_empty(l7_word(work, next));
	long then;

	if (!empty || next + empty > work->filled)
		return next;
	then = http_head_ends(direction, sent == stream->sent_are_requests);
	return then < 0 ? then : next + empty + then;
}

/*
 * Reads on from `from` up to the end of a line that matters: of most heads all at once. Answers where to go on, which is beyond the
 * window where a body ends there; 0 where a line is not whole: it begins at work->line; or an l7_verdict. All of it is one function,
 * because to return from one costs 10 ns on processors that guard against return speculation.
 */
__noinline long http_next_line(struct l7_stream *stream, struct l7_work *work, __u32 sent,
			       __u32 from)
{
	struct l7_direction *direction;
	__u32 at = from, end;
	bool in_line, is_head;
	long then;

	if (!stream || !work)
		return L7_UNPARSED;
	sent &= 1;
	direction = l7_direction_of(stream, sent);
	in_line = direction->flags & HTTP_IN_LINE;
	if (direction->state == HTTP_START) {
		l7_begins(direction, work);
		end = l7_unfollowed(work, l7_find_here(work, at, '\n'));
		if (end >= L7_WINDOW && (at || work->filled <= L7_CARRY)) {
			work->line = at;
			return 0;
		}
		then = http_first_line(stream, work, direction, sent, at, end);
		if (then < 0)
			return then;
		if (end >= L7_WINDOW)
			return http_long_line(work, direction, then);
		at = l7_unfollowed(work, end + 1);
		if (direction->state != HTTP_HEADERS)
			return at;
	}
	is_head = direction->state == HTTP_HEADERS && !in_line;
	if (is_head)
		at = http_pass_headers(work, at);
	end = l7_unfollowed(work, l7_find_here(work, at, '\n'));
	if (end >= L7_WINDOW && (at || (work->filled <= L7_CARRY && !in_line))) {
		work->line = at;
		return 0;
	}
	if (end >= L7_WINDOW && in_line)
		return work->filled;
	then = in_line ? http_line_ends(direction)
		       : http_line(stream, work, direction, sent, at, end);
	if (then < 0)
		return then;
	if (end >= L7_WINDOW)
		return http_long_line(work, direction, then);
	if (is_head && direction->state == HTTP_HEADERS)
		return http_head_may_end(stream, work, direction, sent, end + 1);
	return end + 1 + then;
}

static __always_inline long l7_http(struct l7_stream *stream, struct l7_work *work, __u32 sent)
{
	__u32 at = 0;
	long next;

	for (__u32 lines = 0; lines < L7_ANSWERS; lines++) {
		next = http_next_line(stream, work, sent, at);
		if (next < 0 || next >= work->filled)
			return next;
		if (!next)
			return work->line;
		at = next;
	}
	return at;
}
