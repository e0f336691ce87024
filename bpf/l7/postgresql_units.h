/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The units of a PostgreSQL connection, and what the requests that wait are to them. */
#pragma once

#include "sql.h"

#define POSTGRESQL_NAME(name) POSTGRESQL_##name,

/* Those of SQL by its own numbers. An Execute of what was prepared earlier has the verb that its answer names, else EXECUTE. */
enum postgresql_method { POSTGRESQL_OTHER, SQL_VERBS(POSTGRESQL_NAME) };

enum postgresql_state {
	POSTGRESQL_STARTUP, /* messages without a type; of the answers, up to the first ReadyForQuery */
	POSTGRESQL_MESSAGES,
};

/* Of the requests' direction. */
enum postgresql_asking {
	POSTGRESQL_IN_UNIT = 1,
	POSTGRESQL_IS_PREPARATION = 2, /* the unit's one request, so far */
	POSTGRESQL_HAS_REQUEST = 4, /* the unit */
	/* The server ignored a Sync while it copied; the next one takes its place. */
	POSTGRESQL_SYNC_IS_SPENT = 8,
};

/*
 * Of the answers' direction. In its `length`: how many times the server still has to say that it is ready, and above it
 * how many requests there were when the last unit ended. Only the requests' direction adds, only the other takes away.
 */
enum postgresql_answering {
	POSTGRESQL_IN_ANSWER = 1, /* of this unit a request was answered */
	POSTGRESQL_IS_COMPLETE = 2, /* the oldest request, but for an error when its unit ends */
	POSTGRESQL_HAS_FAILED = 4,
};

/* What a request that waits is to its unit, as l7_note() keeps it. */
enum postgresql_part {
	POSTGRESQL_FURTHER, /* an Execute, and not its first request */
	POSTGRESQL_FIRST, /* an Execute */
	POSTGRESQL_PREPARATION,
	POSTGRESQL_WHOLE, /* a Query or a FunctionCall */
};

#define POSTGRESQL_SSL_REQUEST	   80877103
#define POSTGRESQL_GSSENC_REQUEST  80877104
#define POSTGRESQL_CANCEL_REQUEST  80877102
#define POSTGRESQL_LONGEST	   (1U << 30)
#define POSTGRESQL_LONGEST_STARTUP 10000

/* In stream->detail, which is later the verb of what was parsed for the next Execute. */
#define POSTGRESQL_ENCRYPTION_ASKED 0xff

#define POSTGRESQL_HEAD_BYTES 5 /* of a message with a type: it, and the length of the rest */

/* How many bytes the message at `at` has, with its type. False: this is none. */
static __always_inline bool postgresql_has_length(const struct l7_work *work, __u32 at,
						  __u32 *length)
{
	*length = l7_big_endian_32(work, at + 1) + 1;
	return *length >= POSTGRESQL_HEAD_BYTES && *length <= POSTGRESQL_LONGEST;
}
