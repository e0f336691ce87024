/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * TLS: the handshake as far as it can be read. It is one request, answered when it has succeeded or failed, and the time it
 * took is that of the whole: from the first byte of the ClientHello. Up to TLS 1.2 it has succeeded when both sides have
 * sent their first encrypted handshake message, in TLS 1.3 when the client has: what a server then says against the
 * client's certificate is encrypted. What follows is not looked at.
 */
#pragma once

#include "parser.h"

enum tls_method {
	TLS_OTHER,
	TLS_HANDSHAKE,
};

/* A fatal alert that could be read is TLS_ALERT + its number. L7_FAILED: one that could not. */
enum tls_status {
	TLS_ALERT = 2,
};

enum tls_record {
	TLS_CHANGE_CIPHER_SPEC = 20,
	TLS_ALERT_RECORD = 21,
	TLS_HANDSHAKE_RECORD = 22,
	TLS_APPLICATION_DATA = 23,
};

enum tls_message {
	TLS_CLIENT_HELLO = 1,
	TLS_SERVER_HELLO = 2,
};

/* Of one direction. */
enum tls_flags {
	TLS_GREETED = 1, /* its hello came */
	TLS_CHANGED = 2, /* what follows is encrypted; in TLS 1.3 this says nothing */
	TLS_FINISHED = 4, /* up to TLS 1.2: it sent a handshake message after that */
};

#define TLS_HEAD_BYTES	   5
#define TLS_MOST_BYTES	   (16384 + 2048) /* in a record */
#define TLS_LEAST_HELLO	   38 /* bytes of a ServerHello without session and extensions */
#define TLS_FATAL	   2
#define TLS_ALERT_BYTES	   2
#define TLS_ALERT_BYTES_13 (TLS_ALERT_BYTES + 1 + 16) /* its type and tag; a Finished has more */

static __always_inline __u32 tls_length(const struct l7_work *work, __u32 at)
{
	return __builtin_bswap16((__u16)(l7_word(work, at) >> 24));
}

static __always_inline bool tls_is_record(const struct l7_work *work, __u32 at)
{
	__u64 head = l7_word(work, at);
	__u32 length = tls_length(work, at);

	return (__u8)(head - TLS_CHANGE_CIPHER_SPEC) <=
		       TLS_APPLICATION_DATA - TLS_CHANGE_CIPHER_SPEC &&
	       (__u8)(head >> 8) == 3 && (__u8)(head >> 16) <= 4 && length &&
	       length <= TLS_MOST_BYTES;
}

/* A record that is one hello, and whole. */
static __always_inline bool tls_is_hello(const struct l7_work *work, __u32 at,
					 enum tls_message message)
{
	__u32 type_and_length = l7_big_endian_32(work, at + TLS_HEAD_BYTES);

	return type_and_length == ((__u32)message << 24 | (tls_length(work, at) - 4));
}

/* It succeeded: nobody can look further. */
static __always_inline long tls_succeeded(struct l7_stream *stream, struct l7_work *work,
					  struct l7_direction *direction)
{
	l7_answered(stream, work, direction, L7_OK);
	return L7_IS_ENCRYPTED;
}

static __always_inline long tls_failed(struct l7_stream *stream, struct l7_work *work,
				       struct l7_direction *direction, __u16 status)
{
	l7_answered(stream, work, direction, status);
	return L7_TUNNEL;
}

static __always_inline long tls_alert(struct l7_stream *stream, struct l7_work *work,
				      struct l7_direction *direction, __u32 at)
{
	if (tls_length(work, at) != TLS_ALERT_BYTES)
		return tls_failed(stream, work, direction, L7_FAILED);
	if (l7_byte(work, at + TLS_HEAD_BYTES) != TLS_FATAL)
		return 0;
	return tls_failed(stream, work, direction,
			  TLS_ALERT + l7_byte(work, at + TLS_HEAD_BYTES + 1));
}

static __always_inline long tls_handshake(struct l7_stream *stream, struct l7_work *work,
					  __u32 sent, __u32 at)
{
	struct l7_direction *direction = &stream->directions[sent & 1],
			    *other = &stream->directions[~sent & 1];
	bool is_client = sent == stream->sent_are_requests;

	if (!(direction->flags & TLS_GREETED)) {
		if (l7_byte(work, at + TLS_HEAD_BYTES) !=
		    (is_client ? TLS_CLIENT_HELLO : TLS_SERVER_HELLO))
			return l7_waiting(stream) ? L7_UNPARSED : L7_IS_ENCRYPTED;
		direction->flags |= TLS_GREETED;
		if (is_client)
			l7_asked(stream, work, direction, TLS_HANDSHAKE, at);
		return 0;
	}
	if (!(direction->flags & TLS_CHANGED))
		return 0;
	/* TLS 1.3, once more from the start: the server has asked for another key. */
	if (tls_is_hello(work, at, is_client ? TLS_CLIENT_HELLO : TLS_SERVER_HELLO)) {
		direction->flags &= ~TLS_CHANGED;
		return 0;
	}
	direction->flags |= TLS_FINISHED;
	return *(volatile __u8 *)&other->flags & TLS_FINISHED
		       ? tls_succeeded(stream, work, direction)
		       : 0;
}

/* In TLS 1.3 everything that is encrypted looks like this; before that, what comes after the handshake. */
static __always_inline long tls_data(struct l7_stream *stream, struct l7_work *work, __u32 sent,
				     __u32 at)
{
	struct l7_direction *direction = &stream->directions[sent & 1],
			    *other = &stream->directions[~sent & 1];
	__u8 both = direction->flags & *(volatile __u8 *)&other->flags;
	bool is_client = sent == stream->sent_are_requests;

	if (!l7_waiting(stream))
		return L7_IS_ENCRYPTED; /* it began before this was seen */
	if (!(both & TLS_GREETED) || direction->flags & TLS_FINISHED)
		return 0; /* early data */
	if (tls_length(work, at) <= TLS_ALERT_BYTES_13)
		return tls_failed(stream, work, direction, L7_FAILED);
	return is_client ? tls_succeeded(stream, work, direction) : 0;
}

static __always_inline long tls_content(struct l7_stream *stream, struct l7_work *work, __u32 sent,
					__u32 at)
{
	struct l7_direction *direction = &stream->directions[sent & 1];

	switch (l7_byte(work, at)) {
	case TLS_CHANGE_CIPHER_SPEC:
		direction->flags |= TLS_CHANGED;
		return 0;
	case TLS_ALERT_RECORD:
		return tls_alert(stream, work, direction, at);
	case TLS_HANDSHAKE_RECORD:
		return tls_handshake(stream, work, sent, at);
	}
	return tls_data(stream, work, sent, at);
}

/* The record at `at`. A function of its own, so that the verifier reads it once. */
__noinline long tls_record(struct l7_stream *stream, struct l7_work *work, __u32 sent, __u32 at)
{
	struct l7_direction *direction;
	__u32 shown, length;
	long then;

	if (!stream || !work || at >= work->filled)
		return L7_UNPARSED;
	direction = &stream->directions[sent & 1];
	l7_begins(direction, work);
	shown = work->filled - at;
	if (shown < TLS_HEAD_BYTES)
		return L7_MORE;
	length = tls_length(work, at);
	if (!tls_is_record(work, at))
		return L7_UNPARSED;
	/* and what says which message it is */
	if (shown < TLS_HEAD_BYTES + (length < 4 ? length : 4))
		return L7_MORE;
	then = tls_content(stream, work, sent, at);
	if (then < 0)
		return then;
	direction->began_ticks = 0;
	return TLS_HEAD_BYTES + length;
}

__noinline long l7_tls(struct l7_stream *stream, struct l7_work *work, __u32 sent)
{
	return l7_parts(stream, work, sent, tls_record);
}

/*
 * A ClientHello begins a connection, or what becomes one (STARTTLS). Of a connection from before, a record of encrypted
 * data says enough.
 */
static __always_inline enum l7_guess tls_guess(const struct l7_work *work, bool from_start)
{
	__u32 length = tls_length(work, 0), filled = work->filled;
	__u64 head = l7_word(work, 0);
	__u32 message;

	if (!from_start && filled >= TLS_HEAD_BYTES && tls_is_record(work, 0) &&
	    (__u8)head == TLS_APPLICATION_DATA && (__u8)(head >> 16) == 3 &&
	    length >= TLS_ALERT_BYTES_13 &&
	    (filled == TLS_HEAD_BYTES + length || filled == L7_WINDOW))
		return L7_REQUESTS;
	if ((__u8)head != TLS_HANDSHAKE_RECORD)
		return L7_NO;
	if (filled < 11)
		return filled == 1 || (__u8)(head >> 8) == 3 ? L7_TOO_SHORT : L7_NO;
	message = l7_big_endian_32(work, TLS_HEAD_BYTES);
	if (!tls_is_record(work, 0) || (message & 0xffffff) < TLS_LEAST_HELLO ||
	    l7_byte(work, 9) != 3 || l7_byte(work, 10) > 3)
		return L7_NO;
	/* A ClientHello has its records for itself, other messages may follow a ServerHello. */
	if (message >> 24 == TLS_CLIENT_HELLO && (message & 0xffffff) + 4 >= length)
		return L7_REQUESTS;
	return message >> 24 == TLS_SERVER_HELLO ? L7_REPLIES : L7_NO;
}
