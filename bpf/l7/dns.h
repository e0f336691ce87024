/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * DNS: the head of a message and its question. A datagram is a message; in a stream two bytes with its length come before
 * it. In a stream an answer belongs to the oldest query that waits: a server that answers out of order, which few do,
 * has its query types mixed up, not its counts. Messages with another purpose than a query are requests without a name.
 */
#pragma once

#include "parser.h"

/* Query types. */
enum dns_method {
	DNS_OTHER,
	DNS_A,
	DNS_AAAA,
	DNS_PTR,
	DNS_CNAME,
	DNS_MX,
	DNS_TXT,
	DNS_SRV,
	DNS_NS,
	DNS_SOA,
	DNS_HTTPS,
	DNS_SVCB,
	DNS_CAA,
	DNS_DS,
	DNS_DNSKEY,
	DNS_ANY,
};

/* Response codes as they are on the wire, so that L7_OK is NOERROR. */
enum dns_status {
	DNS_NOERROR,
	DNS_FORMERR,
	DNS_SERVFAIL,
	DNS_NXDOMAIN,
	DNS_NOTIMP,
	DNS_REFUSED,
	DNS_YXDOMAIN,
	DNS_YXRRSET,
	DNS_NXRRSET,
	DNS_NOTAUTH,
	DNS_NOTZONE,
};

enum dns_state {
	DNS_MESSAGE, /* its length and head come next */
	DNS_NAME, /* a label of the question's name, or what follows the last */
};

enum dns_flag {
	DNS_IS_ANSWER = 0x8000,
	DNS_OPCODE = 0x7800,
	DNS_LAST_OPCODE = 0x3000,
	DNS_ZERO = 0x0040,
	DNS_STATUS = 0x000f,
};

#define DNS_HEAD_BYTES	   12
#define DNS_QUESTION_BYTES 5 /* at least: the end of the name, type, class */
#define DNS_LONGEST_LABEL  63
#define DNS_MOST_LABELS	   128 /* a name has at most 255 bytes */
#define DNS_LONGEST_FIRST \
	1023 /* bytes of the first query in a stream: real ones have less than 300 */

/* Where a name ends that does not. */
#define DNS_NO_NAME  0xffff
#define DNS_CUT_NAME 0xfffe /* it may go on after what is here */

#define DNS_NO_QUESTION 0xff /* in place of a method */

static __always_inline __u32 dns_16(const struct l7_work *work, __u32 at)
{
	return __builtin_bswap16((__u16)l7_word(work, at));
}

static __always_inline __u32 dns_flags(__u64 head)
{
	return __builtin_bswap16((__u16)(head >> 16));
}

/* A standard query with one question: the head's first eight bytes and its last four, as l7_word() reads them. */
static __always_inline bool dns_is_query(__u64 head, __u32 rest)
{
	bool one_question = head >> 32 == 0x0100, no_authority = !(rest & 0xffff);
	__u32 additions = __builtin_bswap16(rest >> 16);

	return one_question && no_authority && additions <= 2 &&
	       !(dns_flags(head) & (DNS_IS_ANSWER | DNS_OPCODE | DNS_ZERO | DNS_STATUS));
}

/* An answer to such a query; servers that could not read the question leave it out. */
static __always_inline bool dns_is_answer(__u64 head)
{
	__u32 flags = dns_flags(head), questions = (__u16)(head >> 32);

	return flags & DNS_IS_ANSWER && !(flags & (DNS_OPCODE | DNS_ZERO)) &&
	       (!questions || questions == 0x0100);
}

static __always_inline __u8 dns_method_of(__u32 type)
{
	switch (type) {
	case 1:
		return DNS_A;
	case 2:
		return DNS_NS;
	case 5:
		return DNS_CNAME;
	case 6:
		return DNS_SOA;
	case 12:
		return DNS_PTR;
	case 15:
		return DNS_MX;
	case 16:
		return DNS_TXT;
	case 28:
		return DNS_AAAA;
	case 33:
		return DNS_SRV;
	case 43:
		return DNS_DS;
	case 48:
		return DNS_DNSKEY;
	case 64:
		return DNS_SVCB;
	case 65:
		return DNS_HTTPS;
	case 255:
		return DNS_ANY;
	case 257:
		return DNS_CAA;
	}
	return DNS_OTHER;
}

/* Internet, Chaos, Hesiod, none, any. */
static __always_inline bool dns_is_class(__u32 class)
{
	return class == 1 || class == 3 || class == 4 || class == 254 || class == 255;
}

/* Where the name that begins at `at` ends: at its empty label. A name in a question is never compressed. */
__noinline __u32 dns_name_end(struct l7_work *work, __u32 at)
{
	__u32 from = at;

	if (!work)
		return DNS_NO_NAME;
	for (__u32 i = 0; i < DNS_MOST_LABELS; i++) {
		__u32 label;

		if (at >= work->filled)
			return DNS_CUT_NAME;
		label = l7_byte(work, at);
		if (!label)
			return at - from < 255 ? at : DNS_NO_NAME;
		if (label > DNS_LONGEST_LABEL)
			return DNS_NO_NAME;
		at += 1 + label;
	}
	return DNS_NO_NAME;
}

/* The method of the question whose name ends at `end`. NetBIOS asks like DNS, for names of one label of 32 bytes, with types of its own. */
static __always_inline __u8 dns_question(const struct l7_work *work, __u32 from, __u32 end)
{
	__u64 word = l7_word(work, end + 1);
	__u32 type = __builtin_bswap16((__u16)word), class = __builtin_bswap16((__u16)(word >> 16));

	if (end + DNS_QUESTION_BYTES > work->filled || !type || !dns_is_class(class) ||
	    ((type == 32 || type == 33) && l7_byte(work, from) == 32 && end == from + 33))
		return DNS_NO_QUESTION;
	return dns_method_of(type);
}

/* The head of a message. Answers how many bytes it has done with. */
static __always_inline long dns_message(struct l7_stream *stream, struct l7_work *work,
					struct l7_direction *direction, __u32 at, bool is_query)
{
	__u64 head = l7_word(work, at + 2);
	__u32 rest = (__u32)l7_word(work, at + 10);
	__u32 length = dns_16(work, at), flags = dns_flags(head);

	if (length < DNS_HEAD_BYTES || !(flags & DNS_IS_ANSWER) != is_query ||
	    (flags & DNS_OPCODE) > DNS_LAST_OPCODE)
		return L7_UNPARSED;
	if (!is_query) {
		l7_answered(stream, work, direction, flags & DNS_STATUS);
		return 2 + length;
	}
	if (!dns_is_query(head, rest) || length < DNS_HEAD_BYTES + DNS_QUESTION_BYTES) {
		l7_asked(stream, work, direction, DNS_OTHER, L7_WINDOW);
		return 2 + length;
	}
	direction->state = DNS_NAME;
	direction->length = length - DNS_HEAD_BYTES;
	return 2 + DNS_HEAD_BYTES;
}

/* One label of a question's name, or what follows the last. */
static __always_inline long dns_label(struct l7_stream *stream, struct l7_work *work,
				      struct l7_direction *direction, __u32 at)
{
	__u32 label = l7_byte(work, at);

	if (direction->length < DNS_QUESTION_BYTES + label + (label ? 1 : 0) ||
	    label > DNS_LONGEST_LABEL)
		return L7_UNPARSED;
	if (label) {
		direction->length -= 1 + label;
		return 1 + label;
	}
	if (work->filled - at < DNS_QUESTION_BYTES)
		return L7_MORE;
	if (!dns_is_class(dns_16(work, at + 3)))
		return L7_UNPARSED;
	l7_asked(stream, work, direction, dns_method_of(dns_16(work, at + 1)), L7_WINDOW);
	direction->state = DNS_MESSAGE;
	return direction->length;
}

/* What is at `at`. A function of its own, so that the verifier reads it once. */
__noinline long dns_part(struct l7_stream *stream, struct l7_work *work, __u32 sent, __u32 at)
{
	struct l7_direction *direction;

	if (!stream || !work || at >= work->filled)
		return L7_UNPARSED;
	direction = &stream->directions[sent & 1];
	if (direction->state == DNS_NAME)
		return dns_label(stream, work, direction, at);
	l7_begins(direction, work);
	if (work->filled - at < 2 + DNS_HEAD_BYTES)
		return L7_MORE;
	return dns_message(stream, work, direction, at, sent == stream->sent_are_requests);
}

__noinline long l7_dns(struct l7_stream *stream, struct l7_work *work, __u32 sent)
{
	return l7_parts(stream, work, sent, dns_part);
}

static __always_inline enum l7_guess dns_guess(struct l7_work *work, bool from_start)
{
	__u32 length = dns_16(work, 0), end;
	__u64 head = l7_word(work, 2);
	bool is_query;

	if (l7_byte(work, 0) > DNS_LONGEST_FIRST >> 8)
		return L7_NO;
	if (work->filled < 2)
		return from_start ? L7_TOO_SHORT : L7_NO;
	if (length < DNS_HEAD_BYTES + DNS_QUESTION_BYTES)
		return L7_NO;
	if (work->filled < 2 + DNS_HEAD_BYTES)
		return from_start ? L7_TOO_SHORT : L7_NO;
	is_query = dns_is_query(head, (__u32)l7_word(work, 10));
	if (!is_query && (!dns_is_answer(head) || !(head >> 32 & 0xffff)))
		return L7_NO;
	end = dns_name_end(work, 2 + DNS_HEAD_BYTES);
	if (end == DNS_CUT_NAME || (end < L7_WINDOW && end + DNS_QUESTION_BYTES > work->filled))
		return !from_start ? L7_NO : is_query ? L7_REQUESTS : L7_REPLIES;
	if (end == DNS_NO_NAME || dns_question(work, 2 + DNS_HEAD_BYTES, end) == DNS_NO_QUESTION)
		return L7_NO;
	if (!is_query)
		return L7_REPLIES;
	return from_start || work->filled == 2 + length ? L7_REQUESTS : L7_NO;
}
