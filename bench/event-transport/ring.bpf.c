// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Ours: a BPF ring that wakes nobody. */
#include "produced.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 * 1024 * 1024);
} events SEC(".maps");

SEC("raw_tp/sys_enter")
int to_ring(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct transport_event *event;
	__u64 sequence;

	if (!is_produced(ctx) || cpu >= MAX_CPUS)
		return 0;
	sequence = counts[cpu].events++;
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		counts[cpu].lost++;
		return 0;
	}
	fill(event, cpu, sequence);
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
