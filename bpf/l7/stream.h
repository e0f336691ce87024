/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the parsers of all protocols share: the state that a connection keeps between packets, the window of bytes that
 * a parser sees, and the pairing of requests with answers. It compiles for BPF and, for the tests, for user space:
 * no map, no helper, no kernel type.
 */
#pragma once

#include <stdbool.h>
#include <linux/types.h>

#define L7_WINDOW      256
/* Readable and meaningless: so that a text of fixed length can be read at the window's last byte. */
#define L7_SLACK       128
#define L7_TEXT	       104
#define L7_TRACE       40
#define L7_CARRY       40
#define L7_OUTSTANDING 16 /* requests that wait and are remembered, with method and start */
#define L7_ANSWERS     64

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif
#ifndef __noinline
#define __noinline __attribute__((noinline))
#endif

/* Hides a bounded index from the compiler, which else drops the check that the verifier needs. */
#define l7_barrier(value) asm volatile("" : "+r"(value))

enum l7_protocol {
	L7_UNDECIDED,
	L7_HTTP,
	L7_DNS,
	L7_REDIS,
	L7_POSTGRESQL,
	L7_MYSQL,
	L7_TLS,
	L7_LEFT_ALONE,
};

enum l7_unseen {
	L7_ENCRYPTED,
	L7_HTTP2,
	L7_UNKNOWN_PROTOCOL,
	L7_FROM_BEFORE,
	L7_UNPARSABLE,
};

/* What a parser answers in place of a number of bytes. */
enum l7_verdict {
	/* at most L7_CARRY bytes are left, and they are not a whole anything: show them again with what follows */
	L7_MORE = 0,
	L7_UNPARSED = -1, /* this is not the protocol */
	L7_TUNNEL = -2, /* the rest of the connection is another protocol, by agreement */
	L7_IS_HTTP2 = -3,
	L7_IS_ENCRYPTED = -4, /* the rest of the connection is TLS (or GSSAPI), by agreement */
	L7_IS_UNPARSABLE = -5, /* the rest is this protocol, and cannot be read: compressed */
	L7_NOT_LOADED = -6, /* of l7_step() alone: the segment's bytes could not be had */
};

/* What a protocol says of the first bytes of a direction. */
enum l7_guess {
	L7_NO,
	L7_REQUESTS, /* these are the protocol's requests */
	L7_REPLIES, /* or its answers, or the greeting of its server */
	L7_TOO_SHORT, /* it could become this protocol */
};

/* Status of every protocol but HTTP, which has its own numbers from 100 on. */
enum l7_status {
	L7_OK = 0,
	L7_FAILED = 1, /* an error without a class, or with one that is not listed */
	L7_UNANSWERED = 0xffff,
};

/* Bytes of one direction are parsed in order; `next` is the sequence number of the first that is not parsed yet. */
struct l7_direction {
	__u32 next;
	__u32 seen; /* the end of what arrived; beyond `next`: to be parsed when the application reads it */
	__u32 claimed; /* 1 while a CPU parses this direction */
	__u32 began_ticks; /* when the first byte of the current message came; 0: no message is under way */
	__u64 skip; /* bytes still to pass over unread, where they are too many for one step of `next` */
	__u64 length; /* the parser's own: bytes or elements left */
	__u8 state; /* the parser's own; 0 at the start of a message */
	__u8 flags; /* the parser's own; 0 at the start of a connection */
	__u8 carried; /* bytes in `carry`: they come before `next`'s and were taken already */
	__u8 synchronized; /* `next` is known */
	__u8 adrift; /* l7_adrift */
	__u8 reserved[3];
	__u8 carry[L7_CARRY] __attribute__((aligned(8)));
};

/* After a hole that nothing repairs it is not known where a message begins. */
enum l7_adrift {
	L7_ON_COURSE,
	L7_ADRIFT,
	L7_PASSED_ANSWERS, /* and answers may have been passed over since */
};

/*
 * Kept in the socket's storage, whose values begin 8 bytes into a cache line and may have 440 bytes before the kernel takes
 * a whole page part more. Requests and answers of one connection are parsed on two CPUs, so what each of them writes
 * has lines of its own: the first line is only read, then one for each direction, one for what they tell each other.
 */
struct l7_stream {
	__u8 protocol;
	__u8 sent_are_requests;
	__u8 tries;
	__u8 flags;
	__u8 detail; /* the parser's own, of the whole connection */
	__u8 peer_lookups;
	__u8 weight_shift; /* a request counts 1 << this: of so many connections one is parsed */
	__u8 behind; /* something came out of order, and is parsed when the application reads it */
	__u8 trace[L7_TRACE] __attribute__((aligned(8))); /* from its traceparent header on */
	__u8 trace_length;
	__u8 torn; /* 1 after a hole that nothing repairs, until an answer is counted again: meanwhile no failure counts as a try */
	__u8 reserved[6];
	struct l7_direction directions[2]; /* received, sent */
	__u32 text_of; /* the number of the request whose text is kept: the last one */
	__u8 text_length;
	__u8 prepared; /* 1 + the method of the statement that was prepared last, where it is known; the requests' direction's, as these */
	__u8 reserved_line[2];
	__u64 connection; /* tells its statements from those of others; 0: it has none yet */
	__u8 reserved_rest[16];
	__u32 asked; /* requests so far; only the requests' direction writes it */
	__u32 answered; /* only the answers' direction writes it */
	__u8 methods[L7_OUTSTANDING];
	__u32 started_ticks[L7_OUTSTANDING];
	__u8 text[L7_TEXT] __attribute__((aligned(8)));
};

enum l7_stream_flags {
	L7_FROM_START = 1, /* seen from its first byte */
	/* more requests waited than are remembered: until none waits, answers have no method and no time */
	L7_OVERFLOWED = 2,
	L7_WAS_PARSED = 4, /* until something came that could not be */
};

#define L7_UNTIMED 0xffffffff

struct l7_answer {
	__u8 method;
	__u8 reserved;
	__u16 status;
	__u32 ticks; /* of 1,024 ns, from the first byte of the request to the first of the answer; L7_UNTIMED */
};

/* What was prepared, to be executed later. */
struct l7_statement {
	__u8 method;
	__u8 text_length;
	__u8 reserved[6];
	__u8 text[L7_TEXT] __attribute__((aligned(8)));
};

/* One step of the work on one segment. In per-CPU memory: the stack is too small. */
struct l7_work {
	__u8 window[L7_WINDOW + L7_SLACK] __attribute__((aligned(8)));
	__u32 filled; /* how many bytes of the window count */
	__u32 begins; /* where in the segment the window begins; with carried bytes that is before it, modulo 2^32 */
	__u32 now_ticks; /* when the segment came; never 0 */
	__u32 answers;
	__u32 orphans; /* answers to requests from before */
	__u32 text_at; /* where in the window the text of the last request of this step begins; L7_WINDOW: none */
	__u32 trace_at; /* where the value of its traceparent begins; L7_WINDOW: none */
	__u32 cursor; /* the parser's own, during one step */
	__u32 line; /* the parser's own, during one step */
	struct l7_answer answered[L7_ANSWERS];
	struct l7_statement statement;
};

static __always_inline struct l7_direction *l7_requests_of(struct l7_stream *stream)
{
	return &stream->directions[stream->sent_are_requests & 1];
}

static __always_inline struct l7_direction *l7_answers_of(struct l7_stream *stream)
{
	return &stream->directions[~stream->sent_are_requests & 1];
}

static __always_inline void l7_begins(struct l7_direction *direction, const struct l7_work *work)
{
	if (!direction->began_ticks)
		direction->began_ticks = work->now_ticks;
}

/* How many requests wait for their answers. */
static __always_inline __u32 l7_waiting(const struct l7_stream *stream)
{
	return *(volatile __u32 *)&stream->asked - *(volatile __u32 *)&stream->answered;
}

/* A request was recognized. `method` is one of the protocol's enum; `text_at` is where in the window its text begins. */
static __always_inline void l7_asked(struct l7_stream *stream, struct l7_work *work,
				     struct l7_direction *direction, __u8 method, __u32 text_at)
{
	__u32 waiting = l7_waiting(stream), asked = stream->asked;

	l7_begins(direction, work);
	if (!waiting && stream->flags & L7_OVERFLOWED)
		stream->flags &= ~L7_OVERFLOWED;
	if (waiting >= L7_OUTSTANDING) {
		stream->flags |= L7_OVERFLOWED;
	} else {
		stream->methods[asked % L7_OUTSTANDING] = method;
		stream->started_ticks[asked % L7_OUTSTANDING] = direction->began_ticks;
	}
	direction->began_ticks = 0;
	work->text_at = text_at;
	__sync_fetch_and_add(&stream->asked, 1);
}

/* The method of the oldest request that waits; 0 where none does, or it is not known. */
static __always_inline __u8 l7_oldest_method(const struct l7_stream *stream)
{
	if (!l7_waiting(stream) || stream->flags & L7_OVERFLOWED)
		return 0;
	return stream->methods[stream->answered % L7_OUTSTANDING];
}

/* The oldest request that waits was answered; the answer's first byte came when l7_begins() was called for it, or now. */
static __always_inline void l7_answered(struct l7_stream *stream, struct l7_work *work,
					struct l7_direction *direction, __u16 status)
{
	struct l7_answer answer = { .status = status, .ticks = L7_UNTIMED };
	__u32 answered = stream->answered, place = work->answers;

	l7_begins(direction, work);
	if (!l7_waiting(stream)) {
		work->orphans++;
		direction->began_ticks = 0;
		return;
	}
	if (!(stream->flags & L7_OVERFLOWED)) {
		answer.method = stream->methods[answered % L7_OUTSTANDING];
		answer.ticks =
			direction->began_ticks - stream->started_ticks[answered % L7_OUTSTANDING];
		/* What leaves is timed by TCP and what comes by the hook: a hair's breadth apart. */
		if ((__s32)answer.ticks < 0)
			answer.ticks = 0;
	}
	direction->began_ticks = 0;
	if (place < L7_ANSWERS) {
		l7_barrier(place);
		if (place < L7_ANSWERS)
			work->answered[place] = answer;
		work->answers++;
	}
	__sync_fetch_and_add(&stream->answered, 1);
}

/* The byte at `at`; 0 beyond the window. */
static __always_inline __u8 l7_byte(const struct l7_work *work, __u32 at)
{
	l7_barrier(at);
	return at < L7_WINDOW ? work->window[at] : 0;
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

/* So many of the word's first bytes, and zeros. */
static __always_inline __u64 l7_first_bytes(__u64 word, __u32 bytes)
{
	return bytes < 8 ? word & ((1ULL << 8 * bytes) - 1) : word;
}

/* Where the first such byte at or after `from` is; L7_WINDOW where there is none before `filled`. */
static __always_inline __u32 l7_find_here(const struct l7_work *work, __u32 from, __u32 byte)
{
	for (__u32 i = 0; i < L7_WINDOW / 8; i++) {
		__u32 at = from + i * 8, place;

		if (at >= work->filled)
			return L7_WINDOW;
		place = l7_place_in(l7_word(work, at), byte);
		if (place < 8)
			return at + place < work->filled ? at + place : L7_WINDOW;
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

/*
 * What a parser notes of each request that waits: four bits, in the `length` of the requests' direction, which it then
 * uses for nothing else. `number`: which request of the stream it is.
 */
static __always_inline void l7_note(struct l7_stream *stream, __u32 number, __u64 note)
{
	struct l7_direction *requests = l7_requests_of(stream);
	__u32 shift = number % L7_OUTSTANDING * 4;

	requests->length = (requests->length & ~(15ULL << shift)) | note << shift;
}

static __always_inline __u32 l7_noted(struct l7_stream *stream, __u32 number)
{
	return l7_requests_of(stream)->length >> number % L7_OUTSTANDING * 4 & 15;
}

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

/*
 * A parser: `long l7_<protocol>(struct l7_stream *stream, struct l7_work *work, __u32 sent)`.
 * It looks at window[0..filled), the next bytes of the direction `sent` (1) or received (0), whose requests are those with
 * sent == stream->sent_are_requests, and answers how many of them it has done with: more than `filled` passes over
 * what is not in the window yet (a body); fewer, and it is called again from there; or an l7_verdict. It calls l7_asked() and
 * l7_answered(), and l7_begins() at the first byte of a message, also where it then answers L7_MORE. It never leaves more
 * than L7_CARRY bytes for later, and makes at most L7_ANSWERS answers a call.
 */
