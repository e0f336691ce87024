// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The peer: a perf buffer, whose reader says how often it is woken. */
#include "make-events.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} events SEC(".maps");

static __always_inline void send(struct bpf_raw_tracepoint_args *ctx, __u64 sequence)
{
	struct transport_event event;

	fill(&event, sequence);
	if (bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &event, sizeof(event)))
		counts.lost++;
}

SEC("raw_tp/sys_enter")
int send_to_perf_buffer(struct bpf_raw_tracepoint_args *ctx)
{
	if (!is_produced(ctx))
		return 0;
	for (int i = 0; i < EVENTS_PER_CALL; i++)
		send(ctx, counts.made++);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
