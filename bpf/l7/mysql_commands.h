/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a client of MySQL sends. */
#pragma once

#include "mysql_packets.h"
#include "mysql_text.h"

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
	/* Where there is no room for it the answer is taken for results: each begins with the number 1, whatever it is. */
	if (!l7_note(stream, expected))
		l7_untell(stream);
	l7_asked(stream, work, l7_requests_of(stream), method, text_at);
}

static __always_inline void mysql_statement(struct l7_stream *stream, struct l7_work *work,
					    __u32 at, __u32 end, bool prepares)
{
	__u32 text_at = mysql_text_at(work, at, end), verb;

	if (text_at >= end)
		text_at = L7_WINDOW;
	verb = sql_verb(work, text_at, end);
	if (!prepares) {
		mysql_asks(stream, work, verb, MYSQL_RESULTS, text_at);
		return;
	}
	/* Beyond what is remembered no answer says what it answers. */
	if (l7_waiting(stream) < L7_OUTSTANDING)
		l7_remember(stream, work, mysql_unnamed(stream->asked), verb, text_at);
	l7_remember_last(stream, verb);
	mysql_asks(stream, work, MYSQL_PREPARE, MYSQL_PREPARED, text_at);
}

#define MYSQL_LAST_PREPARED \
	0xffffffff /* MariaDB: in place of the number that the server has not told yet */

/* Its verb is that of the statement, which is named by a number. */
static __always_inline void mysql_execute(struct l7_stream *stream, struct l7_work *work,
					  __u32 statement)
{
	__u32 text_at = L7_WINDOW, verb;

	if (statement == MYSQL_LAST_PREPARED) {
		verb = l7_recall_last(stream, MYSQL_EXECUTE);
		text_at = work->text_at;
		if (stream->text_of + 1 == stream->asked)
			stream->text_of++;
	} else {
		verb = l7_recall(stream, l7_numbered(L7_STATEMENT, statement), stream->asked);
		if (verb == L7_FORGOTTEN)
			verb = MYSQL_EXECUTE;
	}
	mysql_asks(stream, work, verb, MYSQL_RESULTS, text_at);
}

static __always_inline __u8 mysql_method_of(__u8 command)
{
	switch (command) {
	case MYSQL_COM_STMT_FETCH:
		return MYSQL_FETCH;
	case MYSQL_COM_FIELD_LIST:
		return MYSQL_FIELD_LIST;
	case MYSQL_COM_PROCESS_INFO:
		return MYSQL_SHOW;
	case MYSQL_COM_CHANGE_USER:
		return MYSQL_CHANGE_USER;
	case MYSQL_COM_INIT_DB:
		return MYSQL_USE;
	case MYSQL_COM_CREATE_DB:
		return MYSQL_CREATE;
	case MYSQL_COM_DROP_DB:
		return MYSQL_DROP;
	case MYSQL_COM_REFRESH:
		return MYSQL_FLUSH;
	case MYSQL_COM_PROCESS_KILL:
		return MYSQL_KILL;
	case MYSQL_COM_SET_OPTION:
		return MYSQL_SET;
	case MYSQL_COM_STMT_RESET:
		return MYSQL_RESET;
	case MYSQL_COM_RESET_CONNECTION:
		return MYSQL_RESET_CONNECTION;
	case MYSQL_COM_PING:
		return MYSQL_PING;
	case MYSQL_COM_STATISTICS:
		return MYSQL_STATISTICS;
	case MYSQL_COM_BINLOG_DUMP:
	case MYSQL_COM_BINLOG_DUMP_GTID:
		return MYSQL_BINLOG_DUMP;
	}
	return MYSQL_OTHER;
}

/* What follows a BINLOG_DUMP has no end: its first packet is the answer. */
static __always_inline enum mysql_expected mysql_answer_to(__u8 command)
{
	switch (command) {
	case MYSQL_COM_PROCESS_INFO:
		return MYSQL_RESULTS;
	case MYSQL_COM_STMT_FETCH:
	case MYSQL_COM_FIELD_LIST:
		return MYSQL_ROWS_ALONE;
	case MYSQL_COM_CHANGE_USER:
		return MYSQL_OK_OR_ERROR;
	}
	return MYSQL_ONE_PACKET;
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
	l7_requests_of(stream)->state = MYSQL_COMMANDS;
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
	struct l7_direction *requests = l7_requests_of(stream);

	if (stream->detail & MYSQL_READS_FILE) {
		if (!length && !(requests->flags & MYSQL_IS_CONTINUED))
			stream->detail &= ~MYSQL_READS_FILE;
		return true;
	}
	return requests->flags & MYSQL_IS_CONTINUED || number || !length;
}

static __always_inline bool mysql_names_statement(__u8 command)
{
	return command == MYSQL_COM_STMT_EXECUTE || command == MYSQL_COM_MARIADB_BULK_EXECUTE ||
	       command == MYSQL_COM_STMT_CLOSE;
}

/* How many bytes of a command have to be here, so that it can be told: a text, or a statement's number. */
static __always_inline __u32 mysql_bytes_needed(__u8 command, __u32 length)
{
	__u32 most = mysql_names_statement(command) ? 5 : 1;

	if (command == MYSQL_COM_QUERY || command == MYSQL_COM_STMT_PREPARE)
		most = length;
	return MYSQL_HEAD_BYTES + (length < most ? length : most);
}

/* The command at `at`, whose packet ends at `end` or beyond the window. */
static __always_inline bool mysql_command(struct l7_stream *stream, struct l7_work *work, __u32 at,
					  __u32 end)
{
	__u8 command = l7_byte(work, at);
	__u32 statement = end - at >= 5 ? l7_word(work, at + 1) : 0;

	if (command == MYSQL_COM_QUERY || command == MYSQL_COM_STMT_PREPARE)
		mysql_statement(stream, work, at + 1, end, command == MYSQL_COM_STMT_PREPARE);
	else if (command == MYSQL_COM_STMT_CLOSE)
		l7_forget_statement(stream, l7_numbered(L7_STATEMENT, statement));
	else if (mysql_names_statement(command))
		mysql_execute(stream, work, statement);
	else if (command <= MYSQL_COM_RESET_CONNECTION && !mysql_has_no_answer(command))
		mysql_asks(stream, work, mysql_method_of(command), mysql_answer_to(command),
			   L7_WINDOW);
	return command <= MYSQL_COM_RESET_CONNECTION || mysql_names_statement(command) ||
	       mysql_has_no_answer(command);
}

/* One packet of the client from `at` on. Answers its length, or an l7_verdict. */
__noinline long mysql_ask(struct l7_stream *stream, struct l7_work *work, __u32 at)
{
	struct l7_direction *requests;
	__u32 here, length, end;
	__u8 command;
	long verdict;

	if (!stream || !work || at >= L7_WINDOW || at >= work->filled)
		return L7_UNPARSED;
	requests = l7_requests_of(stream);
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
		if (l7_can_wait(work, at, MYSQL_HEAD_BYTES + length))
			return L7_MORE;
		verdict = mysql_login(stream, work, at, length);
		if (verdict)
			return verdict;
	} else if (!mysql_is_no_command(stream, length, mysql_number(work, at))) {
		if (l7_can_wait(work, at, mysql_bytes_needed(command, length)))
			return L7_MORE;
		if (!mysql_command(stream, work, at + MYSQL_HEAD_BYTES, end))
			return L7_UNPARSED;
	}
	requests->flags = length == MYSQL_MOST_BYTES ? MYSQL_IS_CONTINUED : 0;
	requests->began_ticks = 0;
	return MYSQL_HEAD_BYTES + length;
}
