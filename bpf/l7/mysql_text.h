/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the text of a MySQL statement begins. */
#pragma once

#include "parser.h"

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
