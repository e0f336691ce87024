/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Addresses, told apart as collectors/identity/address.ts does. */
#pragma once

#include "kernel.h"

/* IPv4 as ::ffff:a.b.c.d, so that a v4-mapped socket and a plain one have the same peer. */
struct address {
	__u64 high;
	__u64 low;
};

static __always_inline struct address address_of_v4(__be32 address)
{
	/* ::ffff:0:0/96 in network byte order */
	return (struct address){ .low = (__u64)address << 32 | bpf_htonl(0xffff) };
}

static __always_inline bool same_address(const struct address *a, const struct address *b)
{
	return a->high == b->high && a->low == b->low;
}

static __always_inline bool is_v4(const struct address *address)
{
	return !address->high && (__u32)address->low == bpf_htonl(0xffff);
}

static __always_inline bool is_loopback(const struct address *address)
{
	if (is_v4(address))
		return (address->low >> 32 & 0xff) == 127;
	return !address->high && address->low == bpf_cpu_to_be64(1);
}

static __always_inline bool is_unspecified(const struct address *address)
{
	return !address->high && (!address->low || address->low == bpf_htonl(0xffff));
}

static __always_inline bool is_private(const struct address *address)
{
	bool v4 = is_v4(address);
	__u8 a = v4 ? address->low >> 32 : address->high;
	__u8 b = v4 ? address->low >> 40 : address->high >> 8;

	if (!v4)
		return (a & 0xfe) == 0xfc || (a == 0xfe && (b & 0xc0) == 0x80);
	return a == 10 || (a == 172 && b >> 4 == 1) || (a == 192 && b == 168) ||
	       (a == 169 && b == 254) || (a == 100 && b >> 6 == 1);
}

/* And what is sent to all. */
static __always_inline bool is_multicast(const struct address *address)
{
	__u32 v4 = address->low >> 32;

	if (!is_v4(address))
		return (__u8)address->high == 0xff;
	return (v4 & 0xf0) == 224 || v4 == 0xffffffff;
}
