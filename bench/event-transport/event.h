/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What both transports carry: an event for each getppid call of the producer. */
#pragma once

#include <linux/types.h>

struct transport_event {
	__u64 at; /* CLOCK_MONOTONIC, in nanoseconds */
	__u32 pid;
	__u32 cpu;
	__u64 sequence; /* on this CPU, from 0; a lost event leaves a gap */
	__u64 payload[5];
};

#define MAX_CPUS 1024

/* A CPU's own cache line. */
struct cpu_counts {
	__u64 events;
	__u64 lost;
	__u64 padding[6];
};
