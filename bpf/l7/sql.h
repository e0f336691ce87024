/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the SQL databases have in common: the verb that a statement begins with, and the class of an SQLSTATE. */
#pragma once

#include "notes.h"
#include "statements.h"

/* clang-format off */
#define SQL_VERBS(NAME) \
	NAME(SELECT) NAME(INSERT) NAME(UPDATE) NAME(DELETE) NAME(MERGE) NAME(REPLACE) \
	NAME(WITH) NAME(VALUES) NAME(TABLE) NAME(COPY) NAME(LOAD) NAME(CALL) NAME(DO) \
	NAME(BEGIN) NAME(COMMIT) NAME(ROLLBACK) NAME(SAVEPOINT) NAME(RELEASE) NAME(XA) \
	NAME(SET) NAME(RESET) NAME(SHOW) NAME(USE) NAME(DISCARD) NAME(EXPLAIN) NAME(DESCRIBE) \
	NAME(PREPARE) NAME(EXECUTE) NAME(DEALLOCATE) \
	NAME(DECLARE) NAME(FETCH) NAME(MOVE) NAME(CLOSE) \
	NAME(CREATE) NAME(ALTER) NAME(DROP) NAME(TRUNCATE) NAME(RENAME) NAME(COMMENT) \
	NAME(GRANT) NAME(REVOKE) NAME(LOCK) NAME(UNLOCK) \
	NAME(LISTEN) NAME(NOTIFY) NAME(UNLISTEN) \
	NAME(ANALYZE) NAME(VACUUM) NAME(REINDEX) NAME(REFRESH) NAME(OPTIMIZE) NAME(CHECK) NAME(FLUSH) NAME(KILL)
/* clang-format on */

#define SQL_VERB(name) SQL_##name,

enum sql_verb { SQL_OTHER, SQL_VERBS(SQL_VERB) };

/* The first eight letters of a verb tell it from the others. */
#define SQL_CASE(name)       \
	case L7_WORD(#name): \
		return SQL_##name;

static __always_inline __u32 sql_verb_of(__u64 word)
{
	switch (word) {
		SQL_VERBS(SQL_CASE)
	case L7_WORD("START"):
		return SQL_BEGIN;
	case L7_WORD("END"):
		return SQL_COMMIT;
	case L7_WORD("ABORT"):
		return SQL_ROLLBACK;
	case L7_WORD("DESC"):
		return SQL_DESCRIBE;
	case L7_WORD("ANALYSE"):
		return SQL_ANALYZE;
	}
	return SQL_OTHER;
}

static __always_inline __u32 sql_blanks(__u64 word)
{
	__u64 above_blank = (word & ~L7_HIGH_BITS) + L7_EACH_BYTE * (0x7f - ' ');

	return l7_first_marked((above_blank | word) & L7_HIGH_BITS);
}

/* The letters at the word's beginning, in upper case, and zeros; 0 where they are only a part of a name. */
static __always_inline __u64 sql_letters(__u64 word)
{
	__u64 low = (word | L7_LOWER_8) & ~L7_HIGH_BITS;
	__u64 from_a = low + L7_EACH_BYTE * (0x80 - 'a'),
	      beyond_z = low + L7_EACH_BYTE * (0x7f - 'z');
	__u64 others = (~from_a | beyond_z | word) & L7_HIGH_BITS;
	__u32 letters = l7_first_marked(others) & 15;
	__u8 next;

	if (letters >= 8)
		return word & ~L7_LOWER_8;
	next = word >> 8 * letters;
	if (next == '_' || next > 'z' || (next >= '0' && next <= '9'))
		return 0;
	return l7_first_bytes(word & ~L7_LOWER_8, letters);
}

/* Behind the comment whose text begins at `at`. */
static __always_inline __u32 sql_comment_end(struct l7_work *work, __u32 at)
{
	for (__u32 i = 0; i < 16; i++) {
		at = l7_find(work, at, '*') + 1;
		if (l7_byte(work, at) == '/')
			return at + 1;
	}
	return L7_WINDOW;
}

/* Behind what comes before a verb: blanks, a comment, a parenthesis. `at` itself where a verb can begin. */
__noinline __u32 sql_pass(struct l7_work *work, __u32 at)
{
	__u64 word;
	__u8 first;

	if (!work)
		return at;
	word = l7_word(work, at);
	first = word;
	if (first <= ' ')
		return at + sql_blanks(word);
	/* What is in a comment for MySQL alone is a statement: it begins with the oldest version that is to run it. */
	if (l7_first_bytes(word, 3) == L7_WORD("/*!"))
		return at + 3;
	if (l7_first_bytes(word, 4) == L7_WORD("/*M!"))
		return at + 4;
	if ((__u16)word == ('/' | '*' << 8))
		return sql_comment_end(work, at + 2);
	if (first == '#' || (__u16)word == ('-' | '-' << 8))
		return l7_newline(work, at) + 1;
	return first == '(' || first == ';' || (first >= '0' && first <= '9') ? at + 1 : at;
}

/* The verb of the statement from `at` on; `end` is the end of its text or of what is here of it. */
__noinline __u32 sql_verb(struct l7_work *work, __u32 at, __u32 end)
{
	__u32 next;
	__u64 word;

	if (!work || end > work->filled)
		return SQL_OTHER;
	for (__u32 i = 0; i < 64; i++) {
		next = at < end ? sql_pass(work, at) : at;
		if (next == at)
			break;
		at = next;
	}
	if (at >= end)
		return SQL_OTHER;
	word = l7_first_bytes(l7_word(work, at), end - at);
	return sql_verb_of(sql_letters(word));
}

/* Statuses of a class: 2 and up. A class is two characters of 0-9 and A-Z. */
static __always_inline __u16 sql_status(__u8 first, __u8 second)
{
	__u32 high = first - '0', low = second - '0';

	if (high > 9)
		high = first >= 'A' ? first - 'A' + 10 : 36;
	if (low > 9)
		low = second >= 'A' ? second - 'A' + 10 : 36;
	return high < 36 && low < 36 ? 2 + 36 * high + low : L7_FAILED;
}
