// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One pass over all sockets, run by the agent: each adds its progress to its edge, and what is open or listens is counted. */
#include "flush.h"
#include "left_out.h"

/* A socket this young may not know its peer yet: the next sweep adds it. */
const volatile __u64 settle_ns = 100000000;

/* As the sweep found them. */
struct listener_sockets {
	__u64 session;
	__u64 sockets;
	__u64 drops; /* of TCP: what they turned away; it only grows */
};

struct sweep_summary {
	__u64 session;
	__u64 sockets;
	__u64 unlisted; /* listening sockets that did not fit in the table */
};

EXPORT(struct, listener_key);
EXPORT(struct, listener_sockets);
EXPORT(struct, sweep_summary);

/* Who listens, so that a server is known before its first client. Written by the sweep alone. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct listener_key);
	__type(value, struct listener_sockets);
} listeners SEC(".maps");

static const struct listener_sockets no_sockets;
static __u64 swept_sockets;
static __u64 unlisted;

static __always_inline void count_open(struct edge_totals *totals, __u64 session)
{
	if (totals->open_session != session) {
		totals->open_session = session;
		totals->open = 0;
	}
	totals->open++;
}

static __always_inline struct listener_sockets *listener_at(const struct listener_key *key)
{
	struct listener_sockets *listener = bpf_map_lookup_elem(&listeners, key);

	if (listener)
		return listener;
	bpf_map_update_elem(&listeners, key, &no_sockets, BPF_NOEXIST);
	return bpf_map_lookup_elem(&listeners, key);
}

static __always_inline void sweep_listener(struct socket_state *state, struct sock *sk,
					   __u8 protocol, __u64 session)
{
	struct listener_key key = { .netns = state->netns,
				    .process = state->owner,
				    .port = state->local_port,
				    .protocol = protocol };
	struct listener_sockets *listener = listener_at(&key);

	if (!listener) {
		unlisted++;
		return;
	}
	if (listener->session != session) {
		listener->session = session;
		listener->sockets = 0;
	}
	listener->sockets++;
	if (protocol == PROTOCOL_TCP) /* one without a row has them added when it has one */
		listener->drops += gained_u32(&state->flushed_drops, sk->sk_drops.counter);
}

static __always_inline void sweep_tcp(struct socket_state *state, struct sock *sk, __u64 session)
{
	__u8 tcp_state = sk->__sk_common.skc_state;
	struct edge_totals *totals;

	if (tcp_state == TCP_STATE_LISTEN) {
		announce_listener(
			state); /* those from before the start, and those that the table forgot */
		sweep_listener(state, sk, PROTOCOL_TCP, session);
		return;
	}
	if (tcp_state == TCP_STATE_CLOSE || tcp_state == TCP_STATE_SYN_SENT ||
	    tcp_state == TCP_STATE_SYN_RECV || !state->role)
		return;
	make_up_for_establishment(state, sk);
	if (state->uncounted && bpf_ktime_get_ns() - state->since < settle_ns)
		return;
	totals = flush(state, sk, false);
	if (totals && (tcp_state == TCP_STATE_ESTABLISHED || tcp_state == TCP_STATE_CLOSE_WAIT))
		count_open(totals, session);
}

SEC("iter/bpf_sk_storage_map")
int sweep_sockets(struct bpf_iter__bpf_sk_storage_map *ctx)
{
	struct sock *sk = ctx->sk;
	__u64 session = ctx->meta->session_id;
	struct socket_state *state;

	if (!ctx->value) { /* the end */
		struct sweep_summary summary = { .session = session,
						 .sockets = swept_sockets,
						 .unlisted = unlisted };

		swept_sockets = 0;
		unlisted = 0;
		bpf_seq_write(ctx->meta->seq, &summary, sizeof(summary));
		return 0;
	}
	if (!sk) /* it is going away, and its end has been counted */
		return 0;
	state = bpf_sk_storage_get(&sockets, sk, 0, 0);
	if (!state)
		return 0;
	swept_sockets++;
	if (sk->sk_protocol == PROTOCOL_TCP)
		sweep_tcp(state, sk, session);
	else if (state->flags & SOCKET_PORT_CHOSEN && !(state->flags & SOCKET_CONNECTED))
		sweep_listener(state, sk, PROTOCOL_UDP, session);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
