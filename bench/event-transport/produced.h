/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The part of the kernel side that both transports share. */
#pragma once

#include <linux/bpf.h>
#include <stdbool.h>
#include <asm/unistd.h>
#include <bpf/bpf_helpers.h>
#include "event.h"

const volatile __u32 producer_pid;

struct cpu_counts counts[MAX_CPUS];

static __always_inline bool is_produced(const struct bpf_raw_tracepoint_args *ctx)
{
	return ctx->args[1] == __NR_getppid && bpf_get_current_pid_tgid() >> 32 == producer_pid;
}

static __always_inline void fill(struct transport_event *event, __u32 cpu, __u64 sequence)
{
	*event = (struct transport_event){
		.at = bpf_ktime_get_ns(),
		.pid = producer_pid,
		.cpu = cpu,
		.sequence = sequence,
	};
}
