// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the packet hooks could not parse in order, parsed when the application reads it: by then TCP has put it in order.
 * An object of its own, because kernels that have no bpf_dynptr_from_skb() for tracing refuse it: see l7_unrepaired.
 */
#include "peers.h"
#include "l7/engine.h"

extern int bpf_dynptr_from_skb(struct __sk_buff *skb, __u64 flags,
			       struct bpf_dynptr *dynptr) __ksym;

struct l7_source {
	struct bpf_dynptr *bytes;
	__u32 at;
	__u32 reserved;
};

static __always_inline bool l7_load(struct l7_source *source, __u32 offset, void *to, __u32 length)
{
	return length && length <= 256 &&
	       !bpf_dynptr_read(to, length, source->bytes, source->at + offset, 0);
}

static __always_inline __u64 l7_now(struct l7_source *source)
{
	return bpf_ktime_get_ns();
}

/* Its first bytes came on the listener's socket (TCP_DEFER_ACCEPT, Fast Open), where nobody knew whose they were. */
static __always_inline struct l7_stream *follow_from_here(struct sock *sk, __u32 sequence)
{
	struct socket_state *state = bpf_sk_storage_get(&sockets, sk, 0, 0);
	struct l7_stream *stream;

	if (!state || !state->since)
		return NULL;
	stream = bpf_sk_storage_get(&l7_streams, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (!stream) {
		l7_count_stat(L7_STAT_STORAGE_FAILED, 1);
		return NULL;
	}
	stream->flags = L7_FROM_START;
	l7_synchronize(&stream->directions[0], sequence);
	return stream;
}

static __always_inline int repair(struct sock *sk, struct l7_stream *stream, struct sk_buff *skb,
				  __u32 at, __u32 sequence, __u32 length)
{
	struct l7_direction *direction = &stream->directions[0];
	struct bpf_dynptr bytes;
	struct l7_source source = { .bytes = &bytes, .at = at };
	struct l7_segment segment = { .source = &source,
				      .sk = sk,
				      .stream = stream,
				      .sequence = sequence,
				      .length = length };

	if (l7_is_after(sequence, direction->next)) {
		/* What lies between was read where this hook does not see it (splice). */
		l7_count_stat(L7_STAT_GAP, 1);
		l7_begin_again(stream, l7_state_of(&segment));
		if (stream->protocol == L7_LEFT_ALONE)
			return 0;
		direction->next = sequence;
		direction->synchronized = 1;
	}
	if (bpf_dynptr_from_skb((struct __sk_buff *)skb, 0, &bytes))
		return 0;
	l7_count_stat(L7_STAT_REPAIRED, 1);
	l7_look(&segment, 0);
	stream->behind = 0;
	if (l7_is_after(direction->seen, direction->next))
		stream->behind = 1;
	return 0;
}

SEC("tp_btf/skb_copy_datagram_iovec")
int BPF_PROG(segment_read, struct sk_buff *skb, int length)
{
	struct sock *sk = skb->sk;
	struct l7_stream *stream;
	__u32 sequence;
	__s32 at;

	if (!sk || length <= 0 || sk->sk_protocol != PROTOCOL_TCP)
		return 0;
	stream = bpf_sk_storage_get(&l7_streams, sk, 0, 0);
	if (stream && (!stream->behind || stream->protocol == L7_LEFT_ALONE ||
		       !stream->directions[0].synchronized))
		return 0;
	sequence = ((struct tcp_skb_cb *)skb->cb)->seq;
	at = BPF_CORE_READ((struct tcp_sock *)sk, copied_seq) - sequence;
	if (at < 0)
		at = 0;
	sequence += at;
	if (!stream)
		stream = follow_from_here(sk, sequence);
	if (!stream || !l7_is_after(sequence + length, stream->directions[0].next))
		return 0;
	return repair(sk, stream, skb, at, sequence, length);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
