/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The units of a PostgreSQL connection, and what the requests that wait are to them. */
#pragma once

#include "sql.h"

#define POSTGRESQL_NAME(name) POSTGRESQL_##name,

/* Those of SQL by its own numbers. An Execute of what was prepared before the agent came has the verb that its answer names, else EXECUTE. */
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
	POSTGRESQL_WAS_WHOLE = 16, /* the last unit: a Query or a FunctionCall */
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

/* In stream->detail, which is later the verb of what was bound for the next Execute. */
#define POSTGRESQL_ENCRYPTION_ASKED 0xff

#define POSTGRESQL_HEAD_BYTES 5 /* of a message with a type: it, and the length of the rest */

#define POSTGRESQL_NAME_BYTES 64 /* with its end; what is longer the server cuts */

/* Of the name in [at, end), by which a statement or a portal is found again; 0 where it has none, or it is not here whole. */
__noinline __u64 postgresql_name(struct l7_work *work, __u32 named, __u32 at, __u32 end)
{
	__u64 name = 1, word;
	__u32 place;

	if (!work || !l7_byte(work, at))
		return 0;
	for (__u32 i = 0; i < POSTGRESQL_NAME_BYTES; i += 8) {
		word = l7_word(work, at + i);
		place = l7_place_in(word, 0);
		if (i + 8 == POSTGRESQL_NAME_BYTES && place > 7)
			place = 7;
		if (at + i + place >= end)
			return 0;
		name = (name ^ l7_first_bytes(word, place)) * 0x9e3779b97f4a7c15ULL;
		name ^= name >> 32;
		if (place < 8)
			break;
	}
	return l7_name(named, name);
}

/* How many bytes the message at `at` has, with its type. False: this is none. */
static __always_inline bool postgresql_has_length(const struct l7_work *work, __u32 at,
						  __u32 *length)
{
	*length = l7_big_endian_32(work, at + 1) + 1;
	return *length >= POSTGRESQL_HEAD_BYTES && *length <= POSTGRESQL_LONGEST;
}
