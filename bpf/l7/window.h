/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The bytes that a parser sees in one step. */
#pragma once

#include "stream.h"

/* The byte at `at`; 0 beyond the window. */
static __always_inline __u8 l7_byte(const struct l7_work *work, __u32 at)
{
	l7_barrier(at);
	return at < L7_WINDOW ? work->window[at] : 0;
}

/*
 * The value through memory, where the verifier does not follow each one that it can have: that would be too many after a loop with
 * many ends.
 */
static __always_inline __u32 l7_unfollowed(struct l7_work *work, __u32 value)
{
	volatile __u32 *cursor = &work->cursor;

	*cursor = value;
	return *cursor;
}

static __always_inline __u64 l7_unaligned_64(const __u8 *from)
{
#ifdef __bpf__
	/* Where the verifier allows it, so does the processor; a memcpy of unaligned bytes is made one byte at a time. */
	return *(const __u64 *)from;
#else
	__u64 word;

	__builtin_memcpy(&word, from, sizeof(word));
	return word;
#endif
}

/* The eight bytes from `at` on, the first one lowest; 0 beyond the window. */
static __always_inline __u64 l7_word(const struct l7_work *work, __u32 at)
{
	l7_barrier(at);
	return at < L7_WINDOW ? l7_unaligned_64(&work->window[at]) : 0;
}

static __always_inline __u32 l7_big_endian_32(const struct l7_work *work, __u32 at)
{
	return __builtin_bswap32((__u32)l7_word(work, at));
}

#define L7_EACH_BYTE 0x0101010101010101ULL
#define L7_HIGH_BITS 0x8080808080808080ULL

/* The number of the first byte that is marked with its highest bit; 8 where none is. `marked` has no other bits. */
static __always_inline __u32 l7_first_marked(__u64 marked)
{
	__u64 below = (marked & -marked) - 1;

	if (!marked)
		return 8;
	return (__u32)(((below & L7_EACH_BYTE) * L7_EACH_BYTE) >> 56) - 1;
}

/* The number of the first such byte of a word; 8 where it has none. */
static __always_inline __u32 l7_place_in(__u64 word, __u8 byte)
{
	__u64 differs = word ^ (L7_EACH_BYTE * byte);

	return l7_first_marked((differs - L7_EACH_BYTE) & ~differs & L7_HIGH_BITS);
}

/* Each such byte of a word is marked with its highest bit, and no other. */
static __always_inline __u64 l7_marked(__u64 word, __u8 byte)
{
	__u64 differs = word ^ (L7_EACH_BYTE * byte);

	return ~(((differs & ~L7_HIGH_BITS) + ~L7_HIGH_BITS) | differs | ~L7_HIGH_BITS);
}

/* So many of the word's first bytes, and zeros. */
static __always_inline __u64 l7_first_bytes(__u64 word, __u32 bytes)
{
	return bytes < 8 ? word & ((1ULL << 8 * bytes) - 1) : word;
}

/* Where the first such byte at or after `from` is; L7_WINDOW where there is none before `filled`. */
static __always_inline __u32 l7_find_here(const struct l7_work *work, __u32 from, __u32 byte)
{
	__u32 filled = work->filled;

	l7_barrier(from);
	if (from >= L7_WINDOW)
		return L7_WINDOW;
	for (__u32 i = 0; i < L7_WINDOW && from + i < filled; i += 8) {
		__u64 marked = l7_marked(l7_unaligned_64(&work->window[from] + i), byte);

		if (!marked)
			continue;
		from += i + l7_first_marked(marked);
		return from < filled ? from : L7_WINDOW;
	}
	return L7_WINDOW;
}

__noinline __u32 l7_find(struct l7_work *work, __u32 from, __u32 byte)
{
	return work ? l7_find_here(work, from, byte) : L7_WINDOW;
}

static __always_inline __u32 l7_newline(struct l7_work *work, __u32 from)
{
	return l7_find(work, from, '\n');
}

#define L7_LETTER(text, at) ((__u64)(__u8)(sizeof(text) > (at) ? (text)[at] : 0) << 8 * ((at) % 8))
/* Eight letters of a text as l7_word() reads them, from a multiple of eight on; zeros behind its end. */
#define L7_WORD_FROM(text, at)                                                               \
	(L7_LETTER(text, at) | L7_LETTER(text, (at) + 1) | L7_LETTER(text, (at) + 2) |       \
	 L7_LETTER(text, (at) + 3) | L7_LETTER(text, (at) + 4) | L7_LETTER(text, (at) + 5) | \
	 L7_LETTER(text, (at) + 6) | L7_LETTER(text, (at) + 7))
#define L7_WORD(text) L7_WORD_FROM(text, 0)
#define L7_LOWER_8    0x2020202020202020ULL /* set in each byte, makes a letter lower case */
