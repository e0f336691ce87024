/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* HTTP/1.0 and 1.1: start lines, the header lines that say how long a body is, chunks and trailers. */
#pragma once

#include "stream.h"

enum http_method {
	HTTP_OTHER,
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_PUT,
	HTTP_DELETE,
	HTTP_PATCH,
	HTTP_OPTIONS,
	HTTP_CONNECT,
	HTTP_TRACE,
};

enum http_state {
	HTTP_START, /* of a message: its first line */
	HTTP_HEADERS,
	HTTP_CHUNK, /* the line with a chunk's size */
	HTTP_TRAILERS,
	HTTP_UNTIL_CLOSE, /* a body whose end is the end of the connection */
};

enum http_flags {
	HTTP_IN_LINE = 1, /* what follows up to a newline is the rest of a line that was read */
	HTTP_IS_CHUNKED = 2,
	HTTP_HAS_LENGTH = 4,
	HTTP_HAS_NO_BODY = 8,
	HTTP_ENDS_PARSING = 16, /* after this head: 101, or the answer to CONNECT */
};

#define HTTP_OF_MESSAGE	 (HTTP_IS_CHUNKED | HTTP_HAS_LENGTH | HTTP_HAS_NO_BODY)
#define HTTP_MOST_DIGITS 15 /* below 2^60 in either base */
#define HTTP_NO_NUMBER	 (1ULL << 62)

/* A word of upper-case letters and a space begins a request; those that are listed have a number. */
static __always_inline __u32 http_method_of(__u64 word)
{
	switch ((__u32)word) {
	case L7_TEXT_4('G', 'E', 'T', ' '):
		return HTTP_GET;
	case L7_TEXT_4('H', 'E', 'A', 'D'):
		return HTTP_HEAD;
	case L7_TEXT_4('P', 'O', 'S', 'T'):
		return HTTP_POST;
	case L7_TEXT_4('P', 'U', 'T', ' '):
		return HTTP_PUT;
	case L7_TEXT_4('D', 'E', 'L', 'E'):
		return HTTP_DELETE;
	case L7_TEXT_4('P', 'A', 'T', 'C'):
		return HTTP_PATCH;
	case L7_TEXT_4('O', 'P', 'T', 'I'):
		return HTTP_OPTIONS;
	case L7_TEXT_4('C', 'O', 'N', 'N'):
		return HTTP_CONNECT;
	case L7_TEXT_4('T', 'R', 'A', 'C'):
		return HTTP_TRACE;
	}
	return HTTP_OTHER;
}

static __always_inline bool http_is_answer(__u64 word)
{
	return (__u32)word == L7_TEXT_4('H', 'T', 'T', 'P') &&
	       (word >> 32 & 0xffffff) == L7_TEXT_4('/', '1', '.', 0);
}

/* The number at `at`, after blanks; a size in base 16 or 10. HTTP_NO_NUMBER where there is none, or it has too many digits. */
__noinline __u64 http_number(struct l7_work *work, __u32 at, __u32 base)
{
	__u64 number = 0;
	__u32 i;

	if (!work)
		return HTTP_NO_NUMBER;
	for (i = 0; i < 4 && (l7_byte(work, at) == ' ' || l7_byte(work, at) == '\t'); i++)
		at++;
	for (i = 0; i < HTTP_MOST_DIGITS; i++) {
		__u32 byte = l7_byte(work, at + i), digit = byte - '0';

		if (digit > 9)
			digit = (byte | 0x20) >= 'a' ? (byte | 0x20) - 'a' + 10 : 16;
		if (digit >= base)
			return i ? number : HTTP_NO_NUMBER;
		number = number * base + digit;
	}
	return HTTP_NO_NUMBER;
}

static __always_inline long http_request_line(struct l7_stream *stream, struct l7_work *work,
					      struct l7_direction *direction, __u32 at, __u32 end)
{
	__u64 word = l7_word(work, at);

	if (word == L7_TEXT_8('P', 'R', 'I', ' ', '*', ' ', 'H', 'T'))
		return L7_IS_HTTP2;
	if ((__u8)(word - 'A') > 'Z' - 'A')
		return L7_UNPARSED;
	/* The rest of a line that is longer than the window is not looked at. */
	if (end < L7_WINDOW && !http_is_answer(l7_word(work, end - 8)) &&
	    !http_is_answer(l7_word(work, end - 9)))
		return L7_UNPARSED;
	l7_asked(stream, work, direction, http_method_of(word), at);
	direction->flags &= ~HTTP_OF_MESSAGE;
	direction->state = HTTP_HEADERS;
	return 0;
}

static __always_inline long http_status_line(struct l7_stream *stream, struct l7_work *work,
					     struct l7_direction *direction, __u32 at)
{
	__u64 digits = l7_word(work, at + 9);
	__u32 status = ((__u8)digits - '0') * 100 + ((__u8)(digits >> 8) - '0') * 10 +
		       ((__u8)(digits >> 16) - '0');
	__u8 method;

	if (!http_is_answer(l7_word(work, at)) || status < 100 || status > 999)
		return L7_UNPARSED;
	direction->flags &= ~HTTP_OF_MESSAGE;
	direction->state = HTTP_HEADERS;
	if (status < 200 && status != 101) {
		direction->flags |= HTTP_HAS_NO_BODY;
		direction->began_ticks = 0;
		return 0;
	}
	method = l7_oldest_method(stream);
	l7_answered(stream, work, direction, status);
	if (method == HTTP_HEAD || status == 204 || status == 304)
		direction->flags |= HTTP_HAS_NO_BODY;
	if (status == 101 || (method == HTTP_CONNECT && status < 300))
		direction->flags |= HTTP_ENDS_PARSING;
	return 0;
}

static __always_inline long http_header_line(struct l7_work *work, struct l7_direction *direction,
					     __u32 at, __u32 end)
{
	__u64 first = l7_word(work, at) | L7_LOWER_8, second = l7_word(work, at + 8) | L7_LOWER_8;
	__u64 last = l7_word(work, end - 8) | L7_LOWER_8;

	if (first == L7_TEXT_8('c', 'o', 'n', 't', 'e', 'n', 't', '-') &&
	    (second & L7_SEVEN_BYTES) == L7_TEXT_8('l', 'e', 'n', 'g', 't', 'h', ':', 0)) {
		direction->length = http_number(work, at + 15, 10);
		direction->flags |= HTTP_HAS_LENGTH;
		return direction->length < HTTP_NO_NUMBER ? 0 : L7_UNPARSED;
	}
	if (first == L7_TEXT_8('t', 'r', 'a', 'n', 's', 'f', 'e', 'r') &&
	    second == L7_TEXT_8('-', 'e', 'n', 'c', 'o', 'd', 'i', 'n')) {
		/* Chunked is the last of the codings; the line ends with or without a carriage return. */
		if (last >> 8 == L7_TEXT_8('c', 'h', 'u', 'n', 'k', 'e', 'd', 0) ||
		    (last & L7_SEVEN_BYTES) == L7_TEXT_8('c', 'h', 'u', 'n', 'k', 'e', 'd', 0))
			direction->flags |= HTTP_IS_CHUNKED;
		return 0;
	}
	if (first == L7_TEXT_8('t', 'r', 'a', 'c', 'e', 'p', 'a', 'r') &&
	    (__u32)second == L7_TEXT_4('e', 'n', 't', ':'))
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
		direction->state = HTTP_UNTIL_CLOSE;
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
	return size + 2; /* and the end of its line */
}

/* The line from `at`; its newline is at `end`, or beyond the window. Answers how many bytes to pass over after it. */
__noinline long http_line(struct l7_stream *stream, struct l7_work *work, __u32 sent, __u64 place)
{
	__u32 at = place & 0xffff, end = place >> 16 & 0xffff;
	struct l7_direction *direction;
	bool is_request, empty;
	__u64 first;

	if (!stream || !work || at >= L7_WINDOW || end > L7_WINDOW)
		return L7_UNPARSED;
	direction = &stream->directions[sent & 1];
	is_request = sent == stream->sent_are_requests;
	first = l7_word(work, at);
	empty = (__u8)first == '\n' || (__u16)first == ('\r' | '\n' << 8);
	switch (direction->state) {
	case HTTP_START:
		if (empty) { /* some clients send one after a body */
			direction->began_ticks = 0;
			return 0;
		}
		return is_request ? http_request_line(stream, work, direction, at, end)
				  : http_status_line(stream, work, direction, at);
	case HTTP_HEADERS:
		return empty ? http_head_ends(direction, is_request)
			     : http_header_line(work, direction, at, end);
	case HTTP_CHUNK:
		return http_chunk_line(work, direction, at);
	case HTTP_TRAILERS:
		if (empty)
			direction->state = HTTP_START;
		return 0;
	}
	return L7_UNPARSED;
}

/* Of the header lines only those that begin like these matter. */
static __always_inline bool http_may_matter(__u8 first)
{
	__u8 lower = first | 0x20;

	return lower == 'c' || lower == 't' || first == '\r' || first == '\n';
}

__noinline long l7_http(struct l7_stream *stream, struct l7_work *work, __u32 sent)
{
	struct l7_direction *direction;
	__u32 at = 0, end;
	long then;

	if (!stream || !work)
		return L7_UNPARSED;
	direction = &stream->directions[sent & 1];
	for (__u32 lines = 0; lines < L7_ANSWERS; lines++) {
		if (direction->state == HTTP_UNTIL_CLOSE)
			return work->filled;
		end = l7_newline(work, at);
		if (end >= L7_WINDOW)
			break;
		if (direction->flags & HTTP_IN_LINE) {
			direction->flags &= ~HTTP_IN_LINE;
		} else if (direction->state != HTTP_HEADERS || http_may_matter(l7_byte(work, at))) {
			if (direction->state == HTTP_START)
				l7_begins(direction, work);
			then = http_line(stream, work, sent, at | end << 16);
			if (then)
				return then < 0 ? then : end + 1 + then;
		}
		at = end + 1;
	}
	if (at)
		return at;
	if (work->filled <= L7_CARRY && !(direction->flags & HTTP_IN_LINE))
		return L7_MORE;
	if (!(direction->flags & HTTP_IN_LINE)) {
		/* A line longer than what is here: its beginning says enough. */
		then = http_line(stream, work, sent, L7_WINDOW << 16);
		if (then)
			return L7_UNPARSED;
		direction->flags |= HTTP_IN_LINE;
	}
	return work->filled;
}
