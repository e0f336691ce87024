/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the transports carry: a fixed number of events for each getppid call of the producer. */
#pragma once

#include <linux/types.h>

/* More than one, because the call itself costs as much as two events: one CPU makes 5 million a second. */
#define EVENTS_PER_CALL 4

struct transport_event {
	__u64 at; /* CLOCK_MONOTONIC, in nanoseconds */
	__u64 sequence; /* from 0; what is lost leaves a gap */
	__u64 payload[6];
};

struct transport_counts {
	__u64 made;
	__u64 lost;
};
