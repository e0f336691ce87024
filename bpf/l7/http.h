/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* HTTP/1.0 and 1.1: from line to line that matters, past the other header lines and the bodies. */
#pragma once

#include "http_messages.h"

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
