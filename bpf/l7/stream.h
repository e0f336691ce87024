/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the parsers of all protocols share: the state that a connection keeps between packets, and what they find in one step.
 * As the other headers of the parsers it compiles for BPF and, for the tests, for user space: no map, no helper, no kernel type.
 */
#pragma once

#include <stdbool.h>
#include <linux/types.h>

#define L7_WINDOW      256
/* Readable and meaningless: so that as much as a window can be read from its last byte on, word by word. */
#define L7_SLACK       264
#define L7_TEXT	       104
#define L7_TRACE       40
#define L7_CARRY       40
#define L7_OUTSTANDING 16 /* requests that wait and are remembered, with method and start */
#define L7_NOTED       64 /* requests that wait and of which a parser knows what answers them */
#define L7_ANSWERS     64

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif
#ifndef __noinline
#define __noinline __attribute__((noinline))
#endif

/* Hides a bounded index from the compiler, which else drops the check that the verifier needs. */
#define l7_barrier(value) asm volatile("" : "+r"(value))

/* What is written before it is written first. */
#define l7_in_order() asm volatile("" : : : "memory")

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
	/* the rest is this protocol, and cannot be read: compressed, or too much of it at once */
	L7_IS_UNPARSABLE = -5,
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
	L7_NOT_RUN = 0xfffe, /* the server passed over it, after the error of another */
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
	__u8 reserved[2];
	__u32 plain_from; /* with L7_IS_PLAIN: from this request on none has a note */
	struct l7_direction directions[2]; /* received, sent */
	__u32 text_of; /* the number of the request whose text is kept: the last one */
	__u8 text_length;
	__u8 prepared; /* 1 + the method of the statement that was prepared last, where it is known; the requests' direction's, as these */
	__u8 reserved_line[2];
	__u64 connection; /* tells its statements from those of others; 0: it has none yet */
	__u64 notes[2]; /* l7_note(); the requests' direction's */
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
	/* until none waits: more requests waited than have notes, and those that came then have none */
	L7_IS_PLAIN = 8,
	/* until none waits: of some it is not known what answers them, so that what waits in the end may have been answered */
	L7_UNTOLD = 16,
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
	__u32 unparsed; /* requests that were given up */
	__u32 text_at; /* where in the window the text of the last request of this step begins; L7_WINDOW: none */
	__u32 trace_at; /* where the value of its traceparent begins; L7_WINDOW: none */
	__u32 cursor; /* the parser's own, during one step */
	__u32 line; /* the parser's own, during one step */
	struct l7_answer answered[L7_ANSWERS];
	struct l7_statement statement;
};

/* The direction's own pointer, else the address of each of its fields is kept on the stack. */
static __always_inline struct l7_direction *l7_direction_of(struct l7_stream *stream, __u32 sent)
{
	struct l7_direction *direction = &stream->directions[sent & 1];

	l7_barrier(direction);
	return direction;
}

static __always_inline struct l7_direction *l7_requests_of(struct l7_stream *stream)
{
	return &stream->directions[stream->sent_are_requests & 1];
}

static __always_inline struct l7_direction *l7_answers_of(struct l7_stream *stream)
{
	return &stream->directions[~stream->sent_are_requests & 1];
}
