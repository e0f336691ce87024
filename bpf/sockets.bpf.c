// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The life of every TCP and UDP socket: its owner, its peer, and what it adds to its edge. A socket adds to the
 * edge when it closes, when its owner changes, and at each sweep.
 */
#include "ended.h"
#include "process.h"

const volatile __u32 rebind_interval_ms = 1000;

EXPORT(struct, connect_failed_event);
EXPORT(struct, edge_key);
EXPORT(struct, edge_totals);
EXPORT(struct, edge_detail_key);
EXPORT(struct, process_info);
EXPORT(enum, socket_role);
EXPORT(enum, overflow_peer);
EXPORT(enum, protocol);
EXPORT(enum, edge_detail_kind);
EXPORT(enum, connect_failure);
EXPORT(enum, reset_phase);
EXPORT(enum, stat);

static __always_inline __u32 now_ms(void)
{
	return bpf_ktime_get_ns() / 1000000;
}

/* `message` is what the new owner has just sent or received. */
static __always_inline void bind_owner(struct socket_state *state, struct sock *sk,
				       process_id owner, struct held_back message)
{
	if (state->owner && state->owner != owner && sk->sk_protocol == PROTOCOL_TCP &&
	    state->flags & SOCKET_OWNER_USED_IT)
		flush_but(state, sk, message, false);
	state->owner = owner;
	state->owner_since_ms = now_ms();
	state->flags |= SOCKET_OWNER_USED_IT;
	if (sk->sk_protocol == PROTOCOL_TCP) {
		announce_tuple(state, PROTOCOL_TCP);
		join_handshake(state);
	} else if (state->local_port) {
		announce_udp_port(owner, state->netns, &state->local_address, state->local_port);
	}
}

static __always_inline struct socket_state *create_state(struct sock *sk)
{
	struct socket_state *state =
		bpf_sk_storage_get(&sockets, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);

	if (!state)
		count_stat(STAT_STORAGE_FAILED);
	return state;
}

static __always_inline int on_syn_sent(struct sock *sk)
{
	struct socket_state *state = create_state(sk);

	if (!state)
		return 0;
	read_tuple(state, sk);
	state->owner = current_process();
	state->since = bpf_ktime_get_ns();
	state->owner_since_ms = state->since / 1000000;
	state->peer = 0;
	state->handshake = (struct handshake_key){};
	state->role = ROLE_CLIENT;
	state->flags = SOCKET_OWNER_USED_IT;
	state->uncounted = UNCOUNTED_OUTCOME;
	state->soft_error = 0;
	start_counting_from_here(state, sk);
	return 0;
}

static __always_inline int on_listen(struct sock *sk)
{
	struct socket_state *state = create_state(sk);

	if (!state)
		return 0;
	read_tuple(state, sk);
	state->owner = current_process();
	state->role = ROLE_LISTENER;
	state->flags = 0;
	state->uncounted = 0;
	announce_listener(state);
	return 0;
}

static __always_inline int on_connected(struct sock *sk)
{
	struct socket_state *state = create_state(sk);
	struct tcp_sock *tcp = bpf_skc_to_tcp_sock(sk);
	__u64 now = bpf_ktime_get_ns();

	if (!state || !tcp)
		return 0;
	make_up_for_syn(state);
	state->role = ROLE_CLIENT; /* of one that was under way before anyone followed it, too */
	if (!state->local_port) { /* its SYN was not seen: the source is known only now */
		read_tuple(state, sk);
		announce_tuple(state, PROTOCOL_TCP);
	}
	/* 0: it was under way before anyone followed it */
	note_connected(state, tcp, now, state->since ? (now - state->since) / 1000 : 0);
	state->uncounted = UNCOUNTED_ESTABLISHMENT;
	return 0;
}

static __always_inline int on_accepted(struct sock *sk)
{
	struct socket_state *state = create_state(sk);
	struct tcp_sock *tcp = bpf_skc_to_tcp_sock(sk);

	if (state && tcp)
		note_accepted(state, sk, tcp);
	return 0;
}

static __always_inline int on_closed(struct sock *sk, int old)
{
	struct socket_state *state = bpf_sk_storage_get(&sockets, sk, 0, 0);
	struct tcp_sock *tcp = bpf_skc_to_tcp_sock(sk);

	if (!state || !tcp)
		return 0;
	/* One that was asked for is not accepted yet; where both ends asked at once, a connect has failed. */
	if (old == TCP_STATE_SYN_RECV && state->uncounted != UNCOUNTED_OUTCOME)
		return 0;
	make_up_for_accept(state, sk);
	if (old == TCP_STATE_SYN_SENT) {
		make_up_for_syn(state);
		state->uncounted = UNCOUNTED_OUTCOME; /* of one adopted, too */
	}
	count_end(state, sk, tcp);
	return 0;
}

/* The other end still has its tuple: afterwards it may be gone before this one closes. */
static __always_inline int on_closing(struct sock *sk)
{
	struct socket_state *state = bpf_sk_storage_get(&sockets, sk, 0, 0);

	if (!state)
		return 0;
	make_up_for_syn(state);
	make_up_for_establishment(state, sk);
	if (state->role != ROLE_LISTENER)
		find_peer(state, PROTOCOL_TCP);
	return 0;
}

/* Its program closes it after the other end has: in its own context, where no run is left out. Its end may come in an interrupt. */
static __always_inline int on_last_ack(struct sock *sk)
{
	struct socket_state *state = bpf_sk_storage_get(&sockets, sk, 0, 0);

	if (!state)
		return 0;
	make_up_for_establishment(state, sk);
	count_established(state);
	return 0;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(socket_state_changed, struct sock *sk, int old, int new)
{
	if (sk->sk_protocol != PROTOCOL_TCP)
		return 0;
	count_stat(STAT_EVENTS);
	switch (new) {
	case TCP_STATE_SYN_SENT:
		return on_syn_sent(sk);
	case TCP_STATE_LISTEN:
		return on_listen(sk);
	case TCP_STATE_ESTABLISHED:
		return old == TCP_STATE_SYN_SENT ? on_connected(sk) : on_accepted(sk);
	case TCP_STATE_CLOSE:
		return on_closed(sk, old);
	case TCP_STATE_FIN_WAIT1:
	case TCP_STATE_CLOSE_WAIT:
		return on_closing(sk);
	case TCP_STATE_LAST_ACK:
		return on_last_ack(sk);
	}
	return 0;
}

/* After its close, where that was not left out. */
SEC("tp_btf/tcp_destroy_sock")
int BPF_PROG(socket_destroyed, struct sock *sk)
{
	struct socket_state *state = bpf_sk_storage_get(&sockets, sk, 0, 0);

	if (state)
		make_up_for_close(state, bpf_skc_to_tcp_sock(sk));
	return 0;
}

/* A socket without a state was made before the start and escaped adoption, or belongs to the kernel. */
static __always_inline int used(struct sock *sk, struct held_back message)
{
	struct socket_state *state;
	__u32 pid;

	if (!is_ip_socket(sk) ||
	    (sk->sk_protocol != PROTOCOL_TCP && sk->sk_protocol != PROTOCOL_UDP))
		return 0;
	state = bpf_sk_storage_get(&sockets, sk, 0, 0);
	if (!state)
		return 0;
	pid = bpf_get_current_pid_tgid() >> 32;
	if ((__u32)state->owner == pid && state->flags & SOCKET_OWNER_USED_IT)
		return 0;
	if (state->flags & SOCKET_OWNER_USED_IT &&
	    now_ms() - state->owner_since_ms < rebind_interval_ms)
		return 0;
	if (sk->sk_protocol == PROTOCOL_TCP)
		make_up_for_establishment(state, sk);
	bind_owner(state, sk, current_process(), message);
	return 0;
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(socket_sent, struct sock *sk, int result, int flags)
{
	return result > 0 ? used(sk, (struct held_back){ .sent = result }) : 0;
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(socket_received, struct sock *sk, int result, int flags)
{
	return result > 0 ? used(sk, (struct held_back){ .received = result }) : 0;
}

static __always_inline struct socket_state *about_to_connect(struct bpf_sock_addr *ctx)
{
	struct socket_state *state;

	if (!ctx->sk || (ctx->protocol != PROTOCOL_TCP && ctx->protocol != PROTOCOL_UDP))
		return NULL;
	state = bpf_sk_storage_get(&sockets, ctx->sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (!state) {
		count_stat(STAT_STORAGE_FAILED);
		return NULL;
	}
	/* A second try on the same socket: the first one never got as far as a SYN, or its end was left out. */
	if (state->flags & SOCKET_CONNECT_PENDING)
		count_failure(state, FAILURE_UNREACHABLE);
	else
		make_up_for_close(state, bpf_skc_to_tcp_sock(ctx->sk));
	state->owner = current_process();
	state->since = bpf_ktime_get_ns();
	state->owner_since_ms = state->since / 1000000;
	state->netns = bpf_get_netns_cookie(ctx);
	state->peer = 0;
	state->remote_port = bpf_ntohs(ctx->user_port);
	state->flags |= SOCKET_OWNER_USED_IT;
	if (ctx->protocol == PROTOCOL_TCP) {
		state->flags |= SOCKET_CONNECT_PENDING;
	} else {
		state->flags |= SOCKET_CONNECTED;
		state->translated_port = 0;
	}
	return state;
}

SEC("cgroup/connect4")
int connect_v4(struct bpf_sock_addr *ctx)
{
	struct socket_state *state = about_to_connect(ctx);

	if (state)
		state->remote_address = address_of_v4(ctx->user_ip4);
	return 1;
}

SEC("cgroup/connect6")
int connect_v6(struct bpf_sock_addr *ctx)
{
	struct socket_state *state = about_to_connect(ctx);

	if (state) {
		state->remote_address.high = (__u64)ctx->user_ip6[1] << 32 | ctx->user_ip6[0];
		state->remote_address.low = (__u64)ctx->user_ip6[3] << 32 | ctx->user_ip6[2];
	}
	return 1;
}

/*
 * An ICMP error that comes back while connect() still holds the socket is soft: the program learns it by poll and
 * SO_ERROR, which clears it, and then closes a socket that shows no error. Only the packet in the error queue, put
 * there just before this is told, still has its number.
 */
static __always_inline __u32 soft_error_of(struct sock *sk)
{
	__u32 at = bpf_core_field_offset(struct sk_buff, cb) +
		   bpf_core_field_offset(struct sock_exterr_skb, ee.ee_errno);
	struct sk_buff *packet = BPF_CORE_READ(sk, sk_error_queue.prev);
	__u32 error = 0;

	if ((void *)packet == (void *)&sk->sk_error_queue)
		return 0;
	bpf_probe_read_kernel(&error, sizeof(error), (void *)packet + at);
	return error;
}

/*
 * A connect that fails has closed before its program is told, and before connect() takes the socket's error and
 * counters away: where that close was left out, this is when it can be made up for. Before Linux 6.11 a timeout is told
 * first, and its error is kept.
 */
SEC("tp_btf/inet_sk_error_report")
int BPF_PROG(socket_error, struct sock *sk)
{
	__u8 now = sk->__sk_common.skc_state;
	struct socket_state *state;
	__u32 error = sk->sk_err;

	if (sk->sk_protocol != PROTOCOL_TCP ||
	    (now != TCP_STATE_SYN_SENT && (now != TCP_STATE_CLOSE || !error)))
		return 0;
	state = bpf_sk_storage_get(&sockets, sk, 0, 0);
	if (!state)
		return 0;
	if (now == TCP_STATE_CLOSE) {
		make_up_for_syn(state);
		make_up_for_close(state, bpf_skc_to_tcp_sock(sk));
		return 0;
	}
	if (!error)
		error = soft_error_of(sk);
	if (error)
		state->soft_error = error;
	return 0;
}

/* connect() was called and no SYN ever left: there was no route. */
SEC("cgroup/sock_release")
int socket_released(struct bpf_sock *sk)
{
	struct socket_state *state;

	if (sk->protocol != PROTOCOL_TCP)
		return 1;
	state = bpf_sk_storage_get(&sockets, sk, 0, 0);
	/* of one whose SYN was left out its close tells, or its FIN */
	if (!state || !(state->flags & SOCKET_CONNECT_PENDING) || sk->state != TCP_STATE_CLOSE)
		return 1;
	state->flags &= ~SOCKET_CONNECT_PENDING;
	count_failure(state, FAILURE_UNREACHABLE);
	return 1;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
