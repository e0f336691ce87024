/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the packet hooks have the bytes of a segment from, and when it came: what the engine asks of a hook. */
#pragma once

#include "../include/sockets.h"

struct l7_source {
	struct __sk_buff *skb;
	__u32 at; /* of the segment's payload */
	__u32 left; /* 1: it leaves this socket */
};

static __always_inline bool l7_load(struct l7_source *source, __u32 offset, void *to, __u32 length)
{
	return length && length <= 256 &&
	       !bpf_skb_load_bytes(source->skb, source->at + offset, to, length);
}

/* What leaves carries the time at which TCP sent it, by the same clock; to read the clock costs 70 ns on a virtual machine. */
static __always_inline __u64 l7_now(struct l7_source *source)
{
	__u64 left = source->left ? source->skb->tstamp : 0;

	return left ? left : bpf_ktime_get_ns();
}
