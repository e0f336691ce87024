/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The text of a connection's last request, and the statements that it has prepared, by the names by which they are executed.
 * Whoever includes this keeps them, a bounded number: what executes a forgotten one is told as an execution.
 */
#pragma once

#include "parser.h"

struct l7_statement_key {
	__u64 connection;
	__u64 name;
};

/* A name's highest bits. */
enum l7_named {
	L7_STATEMENT,
	L7_PORTAL, /* a statement with its values */
	L7_UNNAMED, /* until the server says what it is called: its request's number */
};

#define L7_FORGOTTEN 256 /* in place of a method */

static struct l7_statement *l7_statement_of(const struct l7_statement_key *key);
static void l7_keep_statement(const struct l7_statement_key *key,
			      const struct l7_statement *statement);
static void l7_drop_statement(const struct l7_statement_key *key);
/* A number that no other connection has. */
static __u64 l7_new_connection(void);

static __always_inline __u64 l7_name(enum l7_named named, __u64 name)
{
	return (__u64)named << 62 | name >> 2;
}

static __always_inline __u64 l7_numbered(enum l7_named named, __u32 number)
{
	return l7_name(named, (__u64)number << 2);
}

static __always_inline __u32 l7_copy(__u8 *to, const struct l7_work *work, __u32 at, __u32 most)
{
	const __u8 *from = &work->window[at];
	__u32 length = work->filled - at;

	l7_barrier(from); /* else the address of each word is kept, on the stack */
	for (__u32 i = 0; i < most; i += 8)
		*(__u64 *)(to + i) = l7_unaligned_64(from + i);
	return length < most ? length : most;
}

/* Keeps the text of the request that this step recognized last. */
static __always_inline void l7_keep_text(struct l7_stream *stream, struct l7_work *work)
{
	__u32 at = work->text_at;

	l7_barrier(at);
	if (at < L7_WINDOW) {
		stream->text_length = l7_copy(stream->text, work, at, L7_TEXT);
		stream->text_of = stream->asked - 1;
		if (stream->trace_length)
			stream->trace_length = 0;
	}
	at = work->trace_at;
	l7_barrier(at);
	if (at < L7_WINDOW)
		stream->trace_length = l7_copy(stream->trace, work, at, L7_TRACE);
}

/* `text_at`: where in the window its text is; L7_WINDOW: none of it is kept. */
__noinline int l7_remember(struct l7_stream *stream, struct l7_work *work, __u64 name, __u32 method,
			   __u32 text_at)
{
	struct l7_statement_key key = { .name = name };

	if (!stream || !work)
		return 0;
	if (!stream->connection)
		stream->connection = l7_new_connection();
	key.connection = stream->connection;
	work->statement.method = method;
	work->statement.text_length = 0;
	l7_barrier(text_at);
	if (text_at < L7_WINDOW && text_at < work->filled)
		work->statement.text_length = l7_copy(work->statement.text, work, text_at, L7_TEXT);
	l7_keep_statement(&key, &work->statement);
	return 0;
}

/* The method of the statement that the request with this number executes, whose text becomes the request's; or L7_FORGOTTEN. */
__noinline int l7_recall(struct l7_stream *stream, __u64 name, __u32 number)
{
	struct l7_statement_key key = { .name = name };
	struct l7_statement *statement;

	if (!stream || !stream->connection)
		return L7_FORGOTTEN;
	key.connection = stream->connection;
	statement = l7_statement_of(&key);
	if (!statement)
		return L7_FORGOTTEN;
	if (statement->text_length) {
		__builtin_memcpy(stream->text, statement->text, L7_TEXT);
		stream->text_length = statement->text_length;
		stream->text_of = number;
	}
	return statement->method;
}

__noinline int l7_forget_statement(struct l7_stream *stream, __u64 name)
{
	struct l7_statement_key key = { .name = name };

	if (!stream || !stream->connection)
		return 0;
	key.connection = stream->connection;
	l7_drop_statement(&key);
	return 0;
}

__noinline int l7_rename_statement(struct l7_stream *stream, __u64 from, __u64 to)
{
	struct l7_statement_key key = { .name = from };
	struct l7_statement *statement;

	if (!stream || !stream->connection)
		return 0;
	key.connection = stream->connection;
	statement = l7_statement_of(&key);
	if (!statement)
		return 0;
	key.name = to;
	l7_keep_statement(&key, statement);
	key.name = from;
	l7_drop_statement(&key);
	return 0;
}

/* Of the statement that was prepared last, where that is known. */
static __always_inline void l7_remember_last(struct l7_stream *stream, __u8 method)
{
	stream->prepared = method + 1;
}

static __always_inline __u8 l7_recall_last(const struct l7_stream *stream, __u8 otherwise)
{
	return stream->prepared ? stream->prepared - 1 : otherwise;
}
