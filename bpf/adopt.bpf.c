// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Taking over the sockets from before the start: two passes over all open files, then this object is closed. */
#include "peers.h"
#include "process.h"
#include "tcp_counters.h"

/* Filled by the first pass: where anyone listens. It goes with this object. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct listener_key);
	__type(value, process_id);
} listening SEC(".maps");

static __always_inline struct socket_state *state_of(struct sock *sk)
{
	struct socket_state *state =
		bpf_sk_storage_get(&sockets, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);

	if (!state)
		count_stat(STAT_STORAGE_FAILED);
	return state;
}

static __always_inline struct sock *ip_socket_of(struct file *file)
{
	struct socket *socket = bpf_sock_from_file(file);
	struct sock *sk;

	if (!socket)
		return NULL;
	sk = socket->sk;
	if (!sk || !is_ip_socket(sk))
		return NULL;
	return sk;
}

/* First pass over the sockets from before the start: who listens. */
SEC("iter/task_file")
int adopt_listeners(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct listener_key key = {};
	struct socket_state *state;
	struct sock *sk;
	process_id owner;

	if (!task || !file || task->pid != task->tgid)
		return 0;
	sk = ip_socket_of(file);
	if (!sk || sk->sk_protocol != PROTOCOL_TCP || sk->__sk_common.skc_state != TCP_STATE_LISTEN)
		return 0;
	state = state_of(sk);
	if (!state || state->owner)
		return 0;
	owner = process_id_of(task);
	read_tuple(state, sk);
	state->owner = owner;
	state->role = ROLE_LISTENER;
	state->flushed_drops = sk->sk_drops.counter;
	key.netns = state->netns;
	key.port = state->local_port;
	key.protocol = PROTOCOL_TCP;
	if (bpf_map_update_elem(&listening, &key, &owner, BPF_ANY))
		count_stat(STAT_LISTENER_MAP_FULL);
	return 0;
}

static __always_inline void adopt_tcp(struct socket_state *state, struct sock *sk)
{
	struct listener_key key = { .netns = state->netns,
				    .port = state->local_port,
				    .protocol = PROTOCOL_TCP };
	struct tcp_sock *tcp = bpf_skc_to_tcp_sock(sk);

	state->role = bpf_map_lookup_elem(&listening, &key) ? ROLE_SERVER : ROLE_CLIENT;
	start_counting_from_here(state, sk);
	announce_tuple(state, PROTOCOL_TCP);
	if (tcp) {
		read_handshake(state, tcp);
		begin_handshake(state);
	}
}

static __always_inline void adopt_udp(struct socket_state *state, struct sock *sk)
{
	if (sk->__sk_common.skc_state == TCP_STATE_ESTABLISHED)
		state->flags |= SOCKET_CONNECTED;
	else if (BPF_CORE_READ_BITFIELD_PROBED(sk, sk_userlocks) & SOCK_BINDPORT_LOCK)
		state->flags |= SOCKET_PORT_CHOSEN;
	else
		state->role = ROLE_CLIENT;
	announce_udp_port(state->owner, state->netns, &state->local_address, state->local_port);
}

/* Second pass: all others. Several processes may hold one socket: the first is its owner until one uses it. */
SEC("iter/task_file")
int adopt_sockets(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct socket_state *state;
	struct sock *sk;

	if (!task || !file || task->pid != task->tgid)
		return 0;
	sk = ip_socket_of(file);
	if (!sk || (sk->sk_protocol != PROTOCOL_TCP && sk->sk_protocol != PROTOCOL_UDP))
		return 0;
	if (sk->sk_protocol == PROTOCOL_TCP && sk->__sk_common.skc_state == TCP_STATE_CLOSE)
		return 0;
	state = state_of(sk);
	if (!state || state->owner)
		return 0;
	read_tuple(state, sk);
	state->owner = process_id_of(task);
	if (sk->sk_protocol == PROTOCOL_TCP)
		adopt_tcp(state, sk);
	else
		adopt_udp(state, sk);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
