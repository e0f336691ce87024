/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The commands and the error words of Redis that have a name of their own, and finding them. */
#pragma once

#include "parser.h"

/* clang-format off */

/* Of caches, queues, sessions and the usual benchmarks, and those that change what follows on the connection. */
#define REDIS_COMMANDS(NAME) \
	NAME(GET) NAME(SET) NAME(SETEX) NAME(SETNX) NAME(MGET) NAME(MSET) NAME(INCR) NAME(INCRBY) \
	NAME(DEL) NAME(UNLINK) NAME(EXISTS) NAME(EXPIRE) NAME(TTL) NAME(KEYS) NAME(SCAN) \
	NAME(HGET) NAME(HSET) NAME(HMGET) NAME(HGETALL) NAME(HDEL) NAME(HINCRBY) \
	NAME(LPUSH) NAME(RPUSH) NAME(LPOP) NAME(RPOP) NAME(BLPOP) NAME(BRPOP) NAME(LRANGE) \
	NAME(SADD) NAME(SPOP) NAME(SMEMBERS) NAME(SISMEMBER) \
	NAME(ZADD) NAME(ZRANGE) NAME(ZRANGEBYSCORE) NAME(ZSCORE) NAME(ZPOPMIN) \
	NAME(XADD) NAME(XREADGROUP) NAME(XACK) NAME(PUBLISH) \
	NAME(EVAL) NAME(EVALSHA) NAME(MULTI) NAME(EXEC) \
	NAME(AUTH) NAME(HELLO) NAME(SELECT) NAME(CLIENT) NAME(INFO) NAME(RESET) \
	NAME(MONITOR) NAME(SYNC) NAME(PSYNC) NAME(PING) \
	NAME(SUBSCRIBE) NAME(PSUBSCRIBE) NAME(SSUBSCRIBE) \
	NAME(UNSUBSCRIBE) NAME(PUNSUBSCRIBE) NAME(SUNSUBSCRIBE)

/* Beside ERR, which is the first. */
#define REDIS_ERRORS(NAME) \
	NAME(WRONGTYPE) NAME(MOVED) NAME(ASK) NAME(NOAUTH) NAME(NOPERM) NAME(WRONGPASS) \
	NAME(NOSCRIPT) NAME(EXECABORT) NAME(LOADING) NAME(BUSY) NAME(READONLY) NAME(OOM) \
	NAME(MISCONF) NAME(CROSSSLOT) NAME(TRYAGAIN) NAME(CLUSTERDOWN) NAME(MASTERDOWN) \
	NAME(NOREPLICAS) NAME(BUSYGROUP) NAME(NOGROUP) NAME(BUSYKEY) NAME(NOPROTO) \
	NAME(UNBLOCKED) NAME(UNKILLABLE) NAME(NOTBUSY) NAME(DENIED)

/* clang-format on */

#define REDIS_NAME(name) REDIS_##name,

enum redis_method { REDIS_OTHER, REDIS_COMMANDS(REDIS_NAME) };

enum redis_status { REDIS_ERR = L7_FAILED + 1, REDIS_ERRORS(REDIS_NAME) };

#define REDIS_LONGEST_NAME 16

/* No two names have the same first eight letters: the compiler would refuse the second. */
#define REDIS_CASE(name)                            \
	case L7_WORD(#name):                        \
		if (rest == L7_WORD_FROM(#name, 8)) \
			return REDIS_##name;        \
		break;

/* `length` letters, at most eight, in upper case. */
static __always_inline __u64 redis_letters(const struct l7_work *work, __u32 at, __u32 length)
{
	return l7_first_bytes(l7_word(work, at) & ~L7_LOWER_8, length);
}

static __always_inline __u32 redis_find_method(const struct l7_work *work, __u32 at, __u32 length)
{
	__u64 rest;

	if (length > REDIS_LONGEST_NAME)
		return REDIS_OTHER;
	rest = length > 8 ? redis_letters(work, at + 8, length - 8) : 0;
	switch (redis_letters(work, at, length)) {
		REDIS_COMMANDS(REDIS_CASE)
	}
	return REDIS_OTHER;
}

__noinline __u32 redis_method_of(struct l7_work *work, __u32 at, __u32 length)
{
	return work ? redis_find_method(work, at, length) : REDIS_OTHER;
}

/* How long the word at `at` is; more than REDIS_LONGEST_NAME: longer than any that matters. */
static __always_inline __u32 redis_word_length(const struct l7_work *work, __u32 at)
{
	__u32 length = 0;

	while (length <= REDIS_LONGEST_NAME && l7_byte(work, at + length) > ' ')
		length++;
	return length;
}

/* The status of an error whose text is at `at`. */
__noinline __u32 redis_error_of(struct l7_work *work, __u32 at)
{
	__u32 length;
	__u64 rest;

	if (!work)
		return L7_FAILED;
	length = redis_word_length(work, at);
	if (length > REDIS_LONGEST_NAME)
		return L7_FAILED;
	rest = length > 8 ? redis_letters(work, at + 8, length - 8) : 0;
	switch (redis_letters(work, at, length)) {
		REDIS_CASE(ERR)
		REDIS_ERRORS(REDIS_CASE)
	}
	return L7_FAILED;
}
