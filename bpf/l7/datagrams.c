/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * DNS over UDP in user space, for its tests (datagrams.ts). Standard input holds datagrams: their length, of the machine's
 * byte order, and their bytes. Each becomes a line of JSON.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/types.h>

#include "dns_datagram.h"

/* What a window holds beyond its bytes is left from before: anything, also what reads like the rest of a question. */
static void fill(struct l7_work *work, bool with_likely)
{
	static const __u8 likely[] = { 0, 0, 1, 0, 1 };
	static __u32 number = 1;

	for (__u32 i = 0; i < sizeof(work->window); i++) {
		number = number * 1664525 + 1013904223;
		work->window[i] = with_likely ? likely[i % sizeof(likely)] : number >> 24;
	}
}

/* What look_for_dns() and dns_read_question() do with a datagram. */
static void say(char *said, size_t room, struct l7_work *work, const __u8 *bytes, __u32 length)
{
	struct dns_head head = { 0 };
	__u32 question = 0, method;

	snprintf(said, room, "{\"is\":\"other\"}");
	if (length < DNS_HEAD_BYTES)
		return;
	memcpy(&head, bytes, DNS_HEAD_BYTES);
	if (dns_is_query(head.first, head.rest)) {
		work->filled = length - DNS_HEAD_BYTES;
		if (work->filled > DNS_NAME_BYTES)
			work->filled = DNS_NAME_BYTES;
		memcpy(work->window, bytes + DNS_HEAD_BYTES, work->filled);
		method = dns_asks(work, &question);
		if (method != DNS_NO_QUESTION)
			snprintf(said, room, "{\"is\":\"query\",\"method\":%u,\"question\":%u}",
				 method, question);
	} else if (dns_is_answer(head.first)) {
		snprintf(said, room, "{\"is\":\"answer\",\"status\":%u}",
			 dns_flags(head.first) & DNS_STATUS);
	}
}

/* Blocks of exactly their length, so that the sanitizer sees who reads beyond. */
static void *block(size_t bytes)
{
	void *made = malloc(bytes);

	if (!made)
		abort();
	return made;
}

int main(void)
{
	struct l7_work *work = block(sizeof(*work));
	char once[128], again[128];
	__u32 length;

	while (fread(&length, sizeof(length), 1, stdin) == 1) {
		__u8 *bytes = block(length);

		if (fread(bytes, 1, length, stdin) != length)
			return 1;
		fill(work, false);
		say(once, sizeof(once), work, bytes, length);
		fill(work, true);
		say(again, sizeof(again), work, bytes, length);
		/* A difference: it went by what was not there. */
		printf("{\"steady\":%s,\"datagram\":%s}\n", strcmp(once, again) ? "false" : "true",
		       once);
		free(bytes);
	}
	free(work);
	return 0;
}
