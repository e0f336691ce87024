/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Requests that failed or were slow, a bounded number a second, with the beginning of their text: the counts do not depend
 * on it. It is also the way of header bytes to user space: a TLS hello goes there whole.
 */
#pragma once

#include "count.h"

#define L7_HELLO_BYTES 2048 /* those with keys that withstand quantum computers have some 1,500 */
#define L7_DNS_BYTES   512

const volatile __u32 l7_samples_per_second = 50;
const volatile __u32 l7_hellos_per_second = 100;
const volatile __u32 l7_slow_ticks = 976563; /* 1 s */

enum l7_event_kind {
	L7_EVENT_REQUEST,
	L7_EVENT_HELLO,
	L7_EVENT_DNS,
	L7_EVENT_KINDS,
};

struct l7_request_event {
	__u32 kind;
	__u8 protocol;
	__u8 method;
	__u16 status;
	ktime_ns at;
	struct edge_key edge;
	__u32 ticks;
	__u32 text_length;
	__u32 trace_length;
	__u32 reserved;
	__u8 text[L7_TEXT];
	__u8 trace[L7_TRACE];
};

struct l7_hello_event {
	__u32 kind;
	__u32 length;
	struct edge_key edge;
	__u8 bytes[L7_HELLO_BYTES];
};

/* An answer with addresses, as its client got it. */
struct l7_dns_event {
	__u32 kind;
	__u32 length;
	__u8 bytes[L7_DNS_BYTES];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} l7_events SEC(".maps");

struct l7_second {
	__u64 second; /* of 2^30 ns */
	__u64 taken;
};

/* One row for each kind of event. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, L7_EVENT_KINDS);
	__type(key, __u32);
	__type(value, struct l7_second);
} l7_seconds SEC(".maps");

static __always_inline bool l7_may_sample(__u32 kind, __u32 per_second, __u64 now)
{
	struct l7_second *second = bpf_map_lookup_elem(&l7_seconds, &kind);

	if (!second)
		return false;
	if (second->second != now >> 30) {
		second->second = now >> 30;
		second->taken = 0;
	}
	return __sync_fetch_and_add(&second->taken, 1) < per_second;
}

static __always_inline bool l7_is_worth_telling(const struct l7_stream *stream,
						const struct l7_answer *answer)
{
	if (answer->ticks != L7_UNTIMED && answer->ticks > l7_slow_ticks)
		return true;
	return stream->protocol == L7_HTTP ? answer->status >= 500 : answer->status != L7_OK;
}

/* `number`: which request of the stream was answered. */
__noinline int l7_tell(struct l7_stream *stream, struct l7_answer *answer, struct edge_key *edge,
		       __u32 number)
{
	__u64 now = bpf_ktime_get_ns();
	struct l7_request_event *event;

	if (!stream || !answer || !edge)
		return 0;
	/* Where both ends are here, the client tells. */
	if (edge->role == ROLE_SERVER && edge->peer)
		return 0;
	if (!l7_may_sample(L7_EVENT_REQUEST, l7_samples_per_second, now)) {
		l7_count_stat(L7_STAT_LEFT_OUT, 1);
		return 0;
	}
	event = bpf_ringbuf_reserve(&l7_events, sizeof(*event), 0);
	if (!event) {
		l7_count_stat(L7_STAT_RING_FULL, 1);
		return 0;
	}
	__builtin_memset(event, 0, sizeof(*event));
	event->kind = L7_EVENT_REQUEST;
	event->protocol = stream->protocol;
	event->method = answer->method;
	event->status = answer->status;
	event->at = now;
	event->edge = *edge;
	event->ticks = answer->ticks;
	if (number == stream->text_of) {
		event->text_length = stream->text_length;
		event->trace_length = stream->trace_length;
		__builtin_memcpy(event->text, stream->text, L7_TEXT);
		__builtin_memcpy(event->trace, stream->trace, L7_TRACE);
	}
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return 0;
}
