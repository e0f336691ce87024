// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The peer: a perf buffer, which wakes its reader as the reader asked for. */
#include "produced.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} events SEC(".maps");

SEC("raw_tp/sys_enter")
int to_perf_buffer(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct transport_event event;

	if (!is_produced(ctx) || cpu >= MAX_CPUS)
		return 0;
	fill(&event, cpu, counts[cpu].events++);
	if (bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &event, sizeof(event)))
		counts[cpu].lost++;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
