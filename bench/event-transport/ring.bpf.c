// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Ours: a ring whose writer wakes nobody. */
#include "make-events.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, TRANSPORT_BYTES);
} events SEC(".maps");

static __always_inline void send(__u64 sequence)
{
	struct transport_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event) {
		counts.lost++;
		return;
	}
	fill(event, sequence);
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
}

SEC("raw_tp/sys_enter")
int send_to_ring(struct bpf_raw_tracepoint_args *ctx)
{
	if (!is_produced(ctx))
		return 0;
	for (int i = 0; i < EVENTS_PER_CALL; i++)
		send(counts.made++);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
