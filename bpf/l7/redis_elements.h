/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What commands and replies of Redis are made of. */
#pragma once

#include "redis_names.h"

enum redis_state {
	REDIS_START, /* of a command or of an answer */
	REDIS_IN_ELEMENTS, /* `length` of them are left */
	REDIS_AT_NAME, /* of the command: the first element */
	REDIS_AT_SUBCOMMAND, /* of CLIENT */
	REDIS_AT_REPLY_MODE, /* of CLIENT REPLY */
	REDIS_AT_KIND, /* of an array that may be a message to a subscriber: the first element says so */
	REDIS_AT_PUSH_KIND, /* of a push, which may be the answer to SUBSCRIBE */
};

enum redis_flags {
	REDIS_IN_LINE = 1, /* what follows up to a newline is the rest of a line that was read */
	REDIS_IS_SILENT = 2, /* CLIENT REPLY OFF */
	REDIS_SKIPS_NEXT = 4, /* CLIENT REPLY SKIP: the next command has no answer */
	REDIS_SUBSCRIBED = 8, /* in RESP2, so that messages come as arrays */
	REDIS_CONFIRMS = 16, /* in RESP2, one channel after the other */
};

enum redis_detail {
	REDIS_REPLICATES = 1, /* a replica asked for everything */
};

#define REDIS_LINE_END	      ('\r' | '\n' << 8)
#define REDIS_SHORTEST_STRING 5 /* nothing */
#define REDIS_SHORTEST_KIND   7 /* message */
#define REDIS_LONGEST_KIND    12 /* punsubscribe */
#define REDIS_NULL	      (1ULL << 47) /* the number of what is nothing */
#define REDIS_BAD	      (~0ULL)

/* A number of any length after the type at `at`; answers as redis_header() does. */
__noinline __u64 redis_long_header(struct l7_work *work, __u32 at)
{
	__u64 number = 0;

	if (!work)
		return REDIS_BAD;
	for (__u32 i = 1; i < 16; i++) {
		__u32 digit = l7_byte(work, at + i) - '0';

		if (at + i + 1 >= work->filled)
			return 0;
		if (digit <= 9) {
			number = number * 10 + digit;
			continue;
		}
		if (i > 1 && (__u16)l7_word(work, at + i) == REDIS_LINE_END)
			return number << 8 | (i + 2);
		if (i == 1 && (__u8)l7_word(work, at + 1) == '-') {
			if (at + 5 > work->filled)
				return 0;
			return l7_first_bytes(l7_word(work, at + 1), 4) == L7_WORD("-1\r\n")
				       ? REDIS_NULL << 8 | 5
				       : REDIS_BAD;
		}
		return REDIS_BAD;
	}
	return REDIS_BAD;
}

/* The same number, of which the verifier knows nothing: else it reads what follows once for each way that it came about. */
static __always_inline __u64 redis_forget(__u64 number, __u64 unknown)
{
	number ^= unknown;
	l7_barrier(number);
	return number ^ unknown;
}

/* A type, a number and the line's end. Answers number << 8 | how many bytes this takes; 0: it is not whole. */
static __always_inline __u64 redis_header(struct l7_work *work, __u32 at)
{
	__u64 word = l7_word(work, at), header;
	__u32 tens = (__u8)(word >> 8) - '0', ones = (__u8)(word >> 16) - '0';

	if (tens <= 9 && (__u16)(word >> 16) == REDIS_LINE_END)
		header = tens << 8 | 4;
	else if (tens <= 9 && ones <= 9 && (__u16)(word >> 24) == REDIS_LINE_END)
		header = (tens * 10 + ones) << 8 | 5;
	else
		header = redis_long_header(work, at);
	header = redis_forget(header, word);
	return at + (__u8)header <= work->filled || header == REDIS_BAD ? header : 0;
}

/* How many bytes a string takes, with its header. */
static __always_inline __u64 redis_string_bytes(__u64 header)
{
	__u64 number = header >> 8;

	return (__u8)header + (number == REDIS_NULL ? 0 : number + 2);
}

/* An element is over, but for as many as were found in it. */
static __always_inline void redis_passes(struct l7_direction *direction, __u64 elements)
{
	direction->length += elements - 1;
	if (!direction->length) {
		direction->state = REDIS_START;
		direction->began_ticks = 0;
	} else if (direction->state == REDIS_START) {
		direction->state = REDIS_IN_ELEMENTS;
	}
}

/* Passes over strings that nobody looks at, as many as are left of the message. Answers where the next thing begins. */
static __always_inline __u64 redis_pass_strings(struct l7_work *work,
						struct l7_direction *direction, __u64 at)
{
	__u64 left = direction->length, header;

	for (__u32 i = 0; i < L7_WINDOW / REDIS_SHORTEST_STRING && left; i++) {
		if (at >= work->filled || l7_byte(work, at) != '$')
			break;
		header = redis_header(work, at);
		if (!header || header == REDIS_BAD)
			break;
		at = redis_forget(at + redis_string_bytes(header), header);
		left--;
	}
	direction->length = left + 1;
	redis_passes(direction, 0);
	return at;
}
