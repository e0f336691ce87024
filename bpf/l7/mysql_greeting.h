/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The first packet of a MySQL server, which says what it can. */
#pragma once

#include "mysql_packets.h"

/*
 * The greeting: its version's text, and behind it, after 13 bytes, half of the flags, and after 18 the other half. MariaDB
 * has more, after 27, and says so by the absence of the first flag. `length`: bytes of the packet that are left.
 */
static __always_inline long mysql_greeting(struct l7_stream *stream, struct l7_work *work, __u32 at)
{
	struct l7_direction *answers = l7_answers_of(stream);
	__u32 here = work->filled - at, end, flags, mariadb;

	if (answers->state == MYSQL_GREETING_VERSION) {
		end = l7_find(work, at, 0) + 1 - at;
		if (end > here)
			end = here;
		else
			answers->state = MYSQL_GREETING_FLAGS;
		if (end >= answers->length)
			return L7_UNPARSED;
		answers->length -= end;
		return end;
	}
	if (here < 31 && here < answers->length)
		return 0;
	if (answers->length < 20 || answers->length > MYSQL_MOST_BYTES)
		return L7_UNPARSED;
	flags = (__u16)l7_word(work, at + 13) | (__u32)(__u16)l7_word(work, at + 18) << 16;
	mariadb = answers->length >= 31 && !(flags & 1) ? (__u32)l7_word(work, at + 27) : 0;
	stream->detail = mysql_agreed_of(flags, mariadb);
	answers->state = MYSQL_AUTHENTICATION;
	answers->began_ticks = 0;
	return answers->length;
}
