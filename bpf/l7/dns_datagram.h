/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* DNS over UDP: what one datagram asks. It compiles for BPF and, for the tests, for user space. */
#pragma once

#include "dns.h"

#define DNS_NAME_BYTES 260 /* the longest name, type and class */

/* As l7_word() reads it. */
struct dns_head {
	__u64 first;
	__u32 rest;
	__u32 reserved;
};

/* Eight bytes, of which only those of a question that ends `bytes` further on count: what follows may be anything. */
static __always_inline __u64 dns_mixed(const struct l7_work *work, __u32 at, __u32 bytes,
				       __u64 with)
{
	return l7_first_bytes(l7_word(work, at), bytes) * with >> 32;
}

/*
 * The question that the window begins with. Answers its method, or DNS_NO_QUESTION; `question` then tells it from another
 * query with the same number.
 */
static __always_inline __u32 dns_asks(struct l7_work *work, __u32 *question)
{
	__u32 end = dns_name_end(work, 0), method = DNS_NO_QUESTION, bytes;

	if (end < L7_WINDOW)
		method = dns_question(work, 0, end);
	if (method == DNS_NO_QUESTION)
		return method;
	bytes = end + DNS_QUESTION_BYTES;
	*question = end << 24 ^ dns_16(work, end + 1) ^
		    (__u32)dns_mixed(work, 0, bytes, 0x9e3779b97f4a7c15) ^
		    (__u32)dns_mixed(work, end / 2, bytes - end / 2, 0xc2b2ae3d27d4eb4f);
	return method;
}
