/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What both sides of a MySQL connection send: packets, and what was agreed at the login. */
#pragma once

#include "sql.h"

#define MYSQL_NAME(name) MYSQL_##name,

/* Those of SQL by its own numbers; commands that say the same as a statement have its verb. */
enum mysql_method {
	MYSQL_OTHER,
	SQL_VERBS(MYSQL_NAME) MYSQL_PING,
	MYSQL_STATISTICS,
	MYSQL_FIELD_LIST,
	MYSQL_CHANGE_USER,
	MYSQL_RESET_CONNECTION,
	MYSQL_BINLOG_DUMP,
};

/* Of the requests' direction. */
enum mysql_asking {
	MYSQL_LOGIN,
	MYSQL_COMMANDS,
};

/* Of the answers' direction. */
enum mysql_answering {
	MYSQL_GREETING, /* its first packet, which says what the server can */
	MYSQL_GREETING_VERSION,
	MYSQL_GREETING_FLAGS,
	MYSQL_AUTHENTICATION, /* until the login has succeeded */
	MYSQL_BETWEEN, /* answers: each begins with the number 1 */
	MYSQL_RESULT, /* the first packet of a result, not the answer's first */
	MYSQL_COLUMNS, /* up to an end, then rows */
	MYSQL_ROWS, /* up to an end */
	MYSQL_DEFINITIONS, /* so many packets after an answer to a preparation */
};

/* Of either direction. */
#define MYSQL_IS_CONTINUED 1 /* the next packet is the rest of one that was too long */

/* stream->detail: first what the server can, then what both can. */
enum mysql_agreed {
	MYSQL_IS_KNOWN = 1, /* what was agreed; else the login was not seen */
	MYSQL_HAS_NO_EOF =
		2, /* no end after the columns, and the end after the rows has another form */
	MYSQL_COMPRESSES = 4,
	MYSQL_MAY_OMIT_COLUMNS = 8, /* MySQL's way */
	MYSQL_MAY_CACHE_COLUMNS = 16, /* MariaDB's way */
	MYSQL_READS_FILE = 32, /* the client sends a file, not commands */
};

/* What answers a command, as l7_note() keeps it. */
enum mysql_expected {
	MYSQL_RESULTS, /* any number of them */
	MYSQL_ONE_PACKET,
	MYSQL_PREPARED,
	MYSQL_ROWS_ALONE,
	MYSQL_OK_OR_ERROR, /* after whatever an authentication says */
};

#define MYSQL_HEAD_BYTES   4
#define MYSQL_MOST_BYTES   0xffffff
#define MYSQL_STATUS_BYTES 25 /* of a packet, so that a status in it can be read */

#define MYSQL_CLIENT_COMPRESS	     (1U << 5)
#define MYSQL_CLIENT_PROTOCOL_41     (1U << 9)
#define MYSQL_CLIENT_SSL	     (1U << 11)
#define MYSQL_CLIENT_DEPRECATE_EOF   (1U << 24)
#define MYSQL_CLIENT_OMIT_COLUMNS    (1U << 25)
#define MYSQL_CLIENT_COMPRESS_ZSTD   (1U << 26)
#define MYSQL_MARIADB_CACHE_METADATA (1U << 4)

static __always_inline __u32 mysql_length(const struct l7_work *work, __u32 at)
{
	return (__u32)l7_word(work, at) & MYSQL_MOST_BYTES;
}

static __always_inline __u8 mysql_number(const struct l7_work *work, __u32 at)
{
	return l7_byte(work, at + 3);
}

/* The name of a statement until its answer says its number. */
static __always_inline __u64 mysql_unnamed(__u32 request)
{
	return l7_numbered(L7_UNNAMED, request % L7_OUTSTANDING);
}

static __always_inline __u8 mysql_agreed_of(__u32 flags, __u32 mariadb)
{
	return (flags & MYSQL_CLIENT_DEPRECATE_EOF ? MYSQL_HAS_NO_EOF : 0) |
	       (flags & MYSQL_CLIENT_OMIT_COLUMNS ? MYSQL_MAY_OMIT_COLUMNS : 0) |
	       (flags & (MYSQL_CLIENT_COMPRESS | MYSQL_CLIENT_COMPRESS_ZSTD) ? MYSQL_COMPRESSES
									     : 0) |
	       (mariadb & MYSQL_MARIADB_CACHE_METADATA ? MYSQL_MAY_CACHE_COLUMNS : 0);
}
