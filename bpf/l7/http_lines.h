/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What single lines of HTTP/1 say, whatever was said before; and whether the first ones are HTTP at all. */
#pragma once

#include "parser.h"

/* clang-format off */
#define HTTP_METHODS(NAME) \
	NAME(GET) NAME(HEAD) NAME(POST) NAME(PUT) NAME(DELETE) NAME(PATCH) NAME(OPTIONS) NAME(CONNECT) NAME(TRACE)
/* clang-format on */

#define HTTP_METHOD(name) HTTP_##name,

enum http_method { HTTP_OTHER, HTTP_METHODS(HTTP_METHOD) };

#define HTTP_LONGEST_METHOD 20
#define HTTP_MOST_DIGITS    15 /* below 2^60 in either base */
#define HTTP_NO_NUMBER	    (1ULL << 62)
#define HTTP2_PREFACE	    L7_WORD("PRI * HT")

#define HTTP_CASE(name)      \
	case L7_WORD(#name): \
		return HTTP_##name;

/* A word of upper-case letters and a space begins a request; those that are listed have a number. */
static __always_inline __u32 http_method_of(__u64 word)
{
	__u32 letters = l7_place_in(word, ' ');

	if (letters == 8)
		return HTTP_OTHER;
	switch (l7_first_bytes(word, letters)) {
		HTTP_METHODS(HTTP_CASE)
	}
	return HTTP_OTHER;
}

static __always_inline bool http_is_answer(__u64 word)
{
	return l7_first_bytes(word, 7) == L7_WORD("HTTP/1.");
}

static __always_inline bool http_is_upper(__u64 word)
{
	return (__u8)(word - 'A') <= 'Z' - 'A';
}

/* The line's newline is at `end`, after a carriage return or not. */
static __always_inline bool http_ends_request_line(const struct l7_work *work, __u32 end)
{
	return (http_is_answer(l7_word(work, end - 8)) && l7_byte(work, end - 9) == ' ') ||
	       (http_is_answer(l7_word(work, end - 9)) && l7_byte(work, end - 10) == ' ');
}

/*
 * The number at `at`, after blanks; a size in base 16 or 10. HTTP_NO_NUMBER where there is none, or it has too many
 * digits. For the verifier's sake, where it stands is kept in memory: see http_pass_headers().
 */
__noinline __u64 http_number(struct l7_work *work, __u32 at, __u32 base)
{
	__u64 number = 0;

	if (!work)
		return HTTP_NO_NUMBER;
	work->cursor = at;
	for (__u32 i = 0; i < 4; i++) {
		__u8 byte = l7_byte(work, *(volatile __u32 *)&work->cursor);

		if (byte != ' ' && byte != '\t')
			break;
		work->cursor++;
	}
	for (__u32 i = 0; i < HTTP_MOST_DIGITS; i++) {
		__u32 byte = l7_byte(work, *(volatile __u32 *)&work->cursor), digit = byte - '0';

		if (digit > 9)
			digit = (byte | 0x20) >= 'a' ? (byte | 0x20) - 'a' + 10 : 16;
		if (digit >= base)
			return i ? number : HTTP_NO_NUMBER;
		number = number * base + digit;
		work->cursor++;
	}
	return HTTP_NO_NUMBER;
}

/* As http_number() to the base 10, eight bytes at once where that is all of it. */
static __always_inline __u64 http_decimal(struct l7_work *work, __u32 at)
{
	bool blank = l7_byte(work, at) == ' ';
	__u64 word = l7_word(work, at + blank) ^ (L7_EACH_BYTE * '0');
	__u64 beyond = ((word & ~L7_HIGH_BITS) + L7_EACH_BYTE * (0x80 - 10)) | word;
	__u32 digits = l7_first_marked(beyond & L7_HIGH_BITS);

	if (!digits || digits > 7)
		return http_number(work, at, 10);
	word <<= 64 - 8 * digits;
	word = word * (10 << 8 | 1) >> 8 & 0x00ff00ff00ff00ffULL;
	word = word * (100 << 16 | 1) >> 16 & 0x0000ffff0000ffffULL;
	return word * (10000ULL << 32 | 1) >> 32;
}

/* The status in the answer's first line; 0: that is none. */
static __always_inline __u32 http_status(const struct l7_work *work, __u32 at)
{
	__u64 digits = l7_word(work, at + 9);
	__u32 hundreds = (__u8)digits - '0', tens = (__u8)(digits >> 8) - '0',
	      ones = (__u8)(digits >> 16) - '0';

	if (!http_is_answer(l7_word(work, at)) || l7_byte(work, at + 8) != ' ' || !hundreds ||
	    hundreds > 9 || tens > 9 || ones > 9)
		return 0;
	return hundreds * 100 + tens * 10 + ones;
}

/* A line that is not here whole: a method without a name of its own has a path after it. */
static __always_inline bool http_begins_request(struct l7_work *work)
{
	__u32 blank = l7_find(work, 0, ' ');

	return http_method_of(l7_word(work, 0)) != HTTP_OTHER ||
	       (blank <= HTTP_LONGEST_METHOD && l7_byte(work, blank + 1) == '/');
}

__noinline enum l7_guess http_guess(struct l7_work *work, bool from_start)
{
	__u64 word;
	__u32 end;

	if (!work)
		return L7_NO;
	word = l7_word(work, 0);
	if (!http_is_upper(word))
		return L7_NO;
	end = l7_newline(work, 0);
	if (end < L7_WINDOW) {
		if (http_status(work, 0))
			return L7_REPLIES;
		return word == HTTP2_PREFACE || http_ends_request_line(work, end) ? L7_REQUESTS
										  : L7_NO;
	}
	if (!from_start)
		return L7_NO;
	if (work->filled <= L7_CARRY)
		return work->filled == 1 || http_is_upper(word >> 8) ? L7_TOO_SHORT : L7_NO;
	if (http_status(work, 0))
		return L7_REPLIES;
	return http_begins_request(work) ? L7_REQUESTS : L7_NO;
}
