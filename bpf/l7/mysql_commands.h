/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a client of MySQL sends. */
#pragma once

#include "mysql_packets.h"

enum mysql_command {
	MYSQL_COM_SLEEP,
	MYSQL_COM_QUIT,
	MYSQL_COM_INIT_DB,
	MYSQL_COM_QUERY,
	MYSQL_COM_FIELD_LIST,
	MYSQL_COM_CREATE_DB,
	MYSQL_COM_DROP_DB,
	MYSQL_COM_REFRESH,
	MYSQL_COM_SHUTDOWN,
	MYSQL_COM_STATISTICS,
	MYSQL_COM_PROCESS_INFO,
	MYSQL_COM_CONNECT,
	MYSQL_COM_PROCESS_KILL,
	MYSQL_COM_DEBUG,
	MYSQL_COM_PING,
	MYSQL_COM_TIME,
	MYSQL_COM_DELAYED_INSERT,
	MYSQL_COM_CHANGE_USER,
	MYSQL_COM_BINLOG_DUMP,
	MYSQL_COM_TABLE_DUMP,
	MYSQL_COM_CONNECT_OUT,
	MYSQL_COM_REGISTER_SLAVE,
	MYSQL_COM_STMT_PREPARE,
	MYSQL_COM_STMT_EXECUTE,
	MYSQL_COM_STMT_SEND_LONG_DATA,
	MYSQL_COM_STMT_CLOSE,
	MYSQL_COM_STMT_RESET,
	MYSQL_COM_SET_OPTION,
	MYSQL_COM_STMT_FETCH,
	MYSQL_COM_DAEMON,
	MYSQL_COM_BINLOG_DUMP_GTID,
	MYSQL_COM_RESET_CONNECTION,
	MYSQL_COM_MARIADB_BULK_EXECUTE = 0xfa,
};

#define MYSQL_SEMI_SYNC_REPLY 0xef /* of a replica; it looks like a command */

static __always_inline void mysql_asks(struct l7_stream *stream, struct l7_work *work, __u8 method,
				       enum mysql_expected expected, __u32 text_at)
{
	struct l7_direction *requests = mysql_requests(stream);
	__u32 shift = stream->asked % L7_OUTSTANDING * 4;

	requests->length = (requests->length & ~(15ULL << shift)) | (__u64)expected << shift;
	l7_asked(stream, work, requests, method, text_at);
}

/* How many bytes the value at `at` has, of the type at `type_at`: more than there are where this cannot be told. */
__noinline __u32 mysql_value_bytes(struct l7_work *work, __u32 type_at, __u32 at)
{
	if (!work)
		return L7_WINDOW;
	switch (l7_byte(work, type_at)) {
	case 6: /* NULL */
		return 0;
	case 1: /* TINYINT */
		return 1;
	case 2: /* SMALLINT */
		return 2;
	case 3: /* INT */
	case 4: /* FLOAT */
		return 4;
	case 5: /* DOUBLE */
	case 8: /* BIGINT */
		return 8;
	case 7: /* TIMESTAMP, and other times and texts: their length comes first */
	case 10:
	case 11:
	case 12:
	case 15:
	case 246:
	case 249:
	case 250:
	case 251:
	case 252:
	case 253:
	case 254:
		return l7_byte(work, at) < 0xfb ? 1 + l7_byte(work, at) : L7_WINDOW;
	}
	return L7_WINDOW;
}

/* Behind the type at `at` and the name that follows it. */
__noinline __u32 mysql_name_end(struct l7_work *work, __u32 at)
{
	return work ? at + 3 + l7_byte(work, at + 2) : L7_WINDOW;
}

#define MYSQL_MOST_ATTRIBUTES 8 /* as many as one byte of NULL bits is for */

/*
 * Where the text of a statement begins: behind its attributes, if it has any. They begin with their number and with the
 * number of their sets, always 1, which no text has as its second byte.
 */
__noinline __u32 mysql_text_at(struct l7_work *work, __u32 at, __u32 end)
{
	__u32 count, nulls, types, values;

	if (!work)
		return L7_WINDOW;
	count = l7_byte(work, at);
	nulls = l7_byte(work, at + 2);
	if (at + 1 >= end || l7_byte(work, at + 1) != 1)
		return at;
	if (!count)
		return at + 2;
	if (count > MYSQL_MOST_ATTRIBUTES)
		return L7_WINDOW;
	types = at + 4; /* behind the NULL bits and the flag that types follow */
	values = types;
	for (__u32 i = 0; i < MYSQL_MOST_ATTRIBUTES && i < count; i++)
		values = mysql_name_end(work, values);
	for (__u32 i = 0; i < MYSQL_MOST_ATTRIBUTES && i < count; i++) {
		__u32 has_value = ~(nulls >> i) & 1;

		values += has_value * mysql_value_bytes(work, types, values);
		types = mysql_name_end(work, types);
	}
	return values;
}

static __always_inline void mysql_statement(struct l7_stream *stream, struct l7_work *work,
					    __u32 at, __u32 end, bool prepares)
{
	__u32 text_at = mysql_text_at(work, at, end);

	if (text_at >= end)
		text_at = L7_WINDOW;
	mysql_asks(stream, work, prepares ? MYSQL_PREPARE : sql_verb(work, text_at, end),
		   prepares ? MYSQL_PREPARED : MYSQL_RESULTS, text_at);
}

/* A command whose text does not matter. */
static __always_inline void mysql_command(struct l7_stream *stream, struct l7_work *work,
					  __u8 command)
{
	enum mysql_expected expected = MYSQL_ONE_PACKET;
	__u8 method = MYSQL_OTHER;

	switch (command) {
	case MYSQL_COM_STMT_EXECUTE:
	case MYSQL_COM_MARIADB_BULK_EXECUTE:
		method = MYSQL_EXECUTE;
		expected = MYSQL_RESULTS;
		break;
	case MYSQL_COM_STMT_FETCH:
		method = MYSQL_FETCH;
		expected = MYSQL_ROWS_ALONE;
		break;
	case MYSQL_COM_FIELD_LIST:
		method = MYSQL_FIELD_LIST;
		expected = MYSQL_ROWS_ALONE;
		break;
	case MYSQL_COM_PROCESS_INFO:
		method = MYSQL_SHOW;
		expected = MYSQL_RESULTS;
		break;
	case MYSQL_COM_CHANGE_USER:
		method = MYSQL_CHANGE_USER;
		expected = MYSQL_OK_OR_ERROR;
		break;
	case MYSQL_COM_INIT_DB:
		method = MYSQL_USE;
		break;
	case MYSQL_COM_CREATE_DB:
		method = MYSQL_CREATE;
		break;
	case MYSQL_COM_DROP_DB:
		method = MYSQL_DROP;
		break;
	case MYSQL_COM_REFRESH:
		method = MYSQL_FLUSH;
		break;
	case MYSQL_COM_PROCESS_KILL:
		method = MYSQL_KILL;
		break;
	case MYSQL_COM_SET_OPTION:
		method = MYSQL_SET;
		break;
	case MYSQL_COM_STMT_RESET:
		method = MYSQL_RESET;
		break;
	case MYSQL_COM_RESET_CONNECTION:
		method = MYSQL_RESET_CONNECTION;
		break;
	case MYSQL_COM_PING:
		method = MYSQL_PING;
		break;
	case MYSQL_COM_STATISTICS:
		method = MYSQL_STATISTICS;
		break;
	case MYSQL_COM_BINLOG_DUMP:
	case MYSQL_COM_BINLOG_DUMP_GTID: /* what follows has no end */
		method = MYSQL_BINLOG_DUMP;
		break;
	}
	mysql_asks(stream, work, method, expected, L7_WINDOW);
}

/* Who logs in says what of what the server can is to be used. */
static __always_inline long mysql_login(struct l7_stream *stream, struct l7_work *work, __u32 at,
					__u32 length)
{
	__u32 flags = l7_word(work, at + MYSQL_HEAD_BYTES);
	__u32 mariadb = length >= 32 ? l7_word(work, at + MYSQL_HEAD_BYTES + 28) : 0;

	if (!mysql_number(work, at) || length < 5)
		return L7_UNPARSED;
	if (!(flags & MYSQL_CLIENT_PROTOCOL_41)) {
		flags &= 0xffff;
		mariadb = 0;
	}
	if (flags & MYSQL_CLIENT_SSL && (length == 32 || length == 5))
		return L7_IS_ENCRYPTED;
	stream->detail &= mysql_agreed_of(flags, mariadb);
	if (stream->detail & MYSQL_COMPRESSES)
		return L7_IS_UNPARSABLE;
	stream->detail |= MYSQL_IS_KNOWN;
	mysql_requests(stream)->state = MYSQL_COMMANDS;
	return 0;
}

static __always_inline bool mysql_has_no_answer(__u8 command)
{
	return command == MYSQL_COM_QUIT || command == MYSQL_COM_STMT_CLOSE ||
	       command == MYSQL_COM_STMT_SEND_LONG_DATA || command == MYSQL_SEMI_SYNC_REPLY;
}

/* What is neither a command nor the beginning of one: of an authentication, a file, a long packet. */
static __always_inline bool mysql_is_no_command(struct l7_stream *stream, __u32 length, __u8 number)
{
	struct l7_direction *requests = mysql_requests(stream);

	if (stream->detail & MYSQL_READS_FILE) {
		if (!length && !(requests->flags & MYSQL_IS_CONTINUED))
			stream->detail &= ~MYSQL_READS_FILE;
		return true;
	}
	return requests->flags & MYSQL_IS_CONTINUED || number || !length;
}

/* One packet of the client from `at` on. Answers its length, or 0 where more of it has to be seen. */
__noinline long mysql_ask(struct l7_stream *stream, struct l7_work *work, __u32 at)
{
	struct l7_direction *requests;
	__u32 here, length, end;
	__u8 command;
	long verdict;

	if (!stream || !work || at >= L7_WINDOW || at >= work->filled)
		return L7_UNPARSED;
	requests = mysql_requests(stream);
	here = work->filled - at;
	if (requests->state == MYSQL_LOGIN && !(stream->flags & L7_FROM_START))
		requests->state = MYSQL_COMMANDS;
	l7_begins(requests, work);
	if (here < MYSQL_HEAD_BYTES + 1 && (here < MYSQL_HEAD_BYTES || mysql_length(work, at)))
		return 0;
	length = mysql_length(work, at);
	end = length + MYSQL_HEAD_BYTES < here ? at + MYSQL_HEAD_BYTES + length : work->filled;
	command = l7_byte(work, at + MYSQL_HEAD_BYTES);
	if (requests->state == MYSQL_LOGIN) {
		if (end < at + MYSQL_HEAD_BYTES + length && (at || here <= L7_CARRY))
			return 0;
		verdict = mysql_login(stream, work, at, length);
		if (verdict)
			return verdict;
	} else if (!mysql_is_no_command(stream, length, mysql_number(work, at))) {
		if (command == MYSQL_COM_QUERY || command == MYSQL_COM_STMT_PREPARE) {
			if (end < at + MYSQL_HEAD_BYTES + length && (at || here <= L7_CARRY))
				return 0;
			mysql_statement(stream, work, at + MYSQL_HEAD_BYTES + 1, end,
					command == MYSQL_COM_STMT_PREPARE);
		} else if (command <= MYSQL_COM_RESET_CONNECTION ||
			   command == MYSQL_COM_MARIADB_BULK_EXECUTE) {
			if (!mysql_has_no_answer(command))
				mysql_command(stream, work, command);
		} else if (!mysql_has_no_answer(command)) {
			return L7_UNPARSED;
		}
	}
	requests->flags = length == MYSQL_MOST_BYTES ? MYSQL_IS_CONTINUED : 0;
	requests->began_ticks = 0;
	return MYSQL_HEAD_BYTES + length;
}
