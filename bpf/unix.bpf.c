// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Who is connected over unix sockets: a pass over all open files, from time to time. Nothing runs while they talk, so that
 * nothing is known of what they say. A pair that has no name (socketpair) has no server, and is left out.
 */
#include "kernel.h"

typedef __u64 kernel_address;

#define UNIX_NAME_BYTES 48

/* An end of a connection that somebody holds open. */
struct unix_end {
	kernel_address socket;
	kernel_address peer;
	__u64 started_at; /* its holder's start; with the number of programs that it has run it tells one process from another */
	__u32 execs;
	__u32 pid;
	__u32 is_named; /* the end of the server: it has the name of the socket that listens */
	__u32 reserved;
	__u8 name
		[UNIX_NAME_BYTES]; /* of the server's end; that of an abstract socket begins with 0 */
};
EXPORT(struct, unix_end);

static __always_inline struct sock *connected_unix_socket(struct file *file)
{
	struct socket *socket = bpf_sock_from_file(file);
	struct sock *sk;

	if (!socket)
		return NULL;
	sk = socket->sk;
	if (!sk || sk->__sk_common.skc_family != AF_UNIX ||
	    sk->__sk_common.skc_state != TCP_STATE_ESTABLISHED)
		return NULL;
	return sk->sk_type == SOCK_STREAM || sk->sk_type == SOCK_SEQPACKET ? sk : NULL;
}

SEC("iter/task_file")
int read_unix_ends(struct bpf_iter__task_file *ctx)
{
	struct unix_end end = {};
	struct unix_sock *own, *peer;
	struct unix_address *name;
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;

	if (!task || !file || task->pid != task->tgid)
		return 0;
	own = (struct unix_sock *)connected_unix_socket(file);
	if (!own)
		return 0;
	peer = (struct unix_sock *)BPF_CORE_READ(own, peer);
	name = BPF_CORE_READ(own, addr);
	if (!peer || (!name && !BPF_CORE_READ(peer, addr)))
		return 0;
	end.socket = (kernel_address)own;
	end.peer = (kernel_address)peer;
	end.started_at = task->start_boottime;
	end.execs = task->self_exec_id;
	end.pid = task->tgid;
	if (name) {
		end.is_named = 1;
		bpf_core_read(end.name, sizeof(end.name), &name->name[0].sun_path);
	}
	bpf_seq_write(ctx->meta->seq, &end, sizeof(end));
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
