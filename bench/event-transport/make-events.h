/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel side, apart from how an event is sent. */
#pragma once

#include <linux/bpf.h>
#include <stdbool.h>
#include <asm/unistd.h>
#include <bpf/bpf_helpers.h>
#include "event.h"

const volatile __u32 producer_pid;

/* The producer stays on one CPU: plain additions are exact. */
struct transport_counts counts SEC(".data.counts");

static __always_inline bool is_produced(const struct bpf_raw_tracepoint_args *ctx)
{
	return ctx->args[1] == __NR_getppid && bpf_get_current_pid_tgid() >> 32 == producer_pid;
}

static __always_inline void fill(struct transport_event *event, __u64 sequence)
{
	*event = (struct transport_event){ .at = bpf_ktime_get_ns(), .sequence = sequence };
}
