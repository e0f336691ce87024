/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Connects that failed: counted by reason, and a sample of them told one by one. */
#pragma once

#include "sockets.h"

/* Failed connects are sampled into the ring; the counts do not depend on it. */
const volatile __u32 failed_connect_samples_per_second = 50;
struct connect_failed_event {
	ktime_ns at;
	process_id process;
	netns_cookie netns;
	struct address address;
	__u64 after_us;
	__u32 reason; /* enum connect_failure */
	__u16 port;
	__u16 reserved;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} sockets_events SEC(".maps");

static __always_inline __u32 failure_of_error(int error)
{
	switch (error) {
	case ECONNREFUSED:
		return FAILURE_REFUSED;
	case ETIMEDOUT:
		return FAILURE_TIMEOUT;
	case EHOSTUNREACH:
	case ENETUNREACH:
		return FAILURE_UNREACHABLE;
	case ECONNRESET:
	case EPIPE:
		return FAILURE_RESET;
	default:
		return FAILURE_OTHER;
	}
}

static __always_inline __u32 failure_of(const struct socket_state *state, struct sock *sk,
					struct tcp_sock *tcp)
{
	if (sk->sk_err)
		return failure_of_error(sk->sk_err);
	/* The program has read it, and with that the socket has forgotten it. */
	if (state->soft_error)
		return failure_of_error(state->soft_error);
	/* No source port: connect() itself failed, for want of one. */
	return tcp->inet_conn.icsk_inet.inet_sport ? FAILURE_ABORTED : FAILURE_OTHER;
}

static __u64 sample_second;
static __u32 samples;

static __always_inline bool sampled(__u64 now)
{
	__u64 second = now / 1000000000;

	if (second != sample_second) {
		sample_second = second;
		samples = 0;
	}
	return __sync_fetch_and_add(&samples, 1) < failed_connect_samples_per_second;
}

static __always_inline void report_failure(const struct socket_state *state, __u32 reason)
{
	__u64 now = bpf_ktime_get_ns();
	struct connect_failed_event *event;

	count_stat(STAT_FAILED_CONNECTS);
	if (!sampled(now)) {
		count_stat(STAT_UNSAMPLED);
		return;
	}
	event = bpf_ringbuf_reserve(&sockets_events, sizeof(*event), 0);
	if (!event) {
		count_stat(STAT_RING_FULL);
		return;
	}
	*event = (struct connect_failed_event){
		.at = now,
		.process = state->owner,
		.netns = state->netns,
		.address = state->remote_address,
		.after_us = state->since ? (now - state->since) / 1000 : 0,
		.reason = reason,
		.port = state->remote_port,
	};
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
}

static __always_inline void count_failure(struct socket_state *state, __u32 reason)
{
	struct edge_key key;

	state->role = ROLE_CLIENT;
	edge_key_of(state, PROTOCOL_TCP, &key);
	add_edge_detail(&key, DETAIL_CONNECT_FAILURE, reason, 1);
	report_failure(state, reason);
}
