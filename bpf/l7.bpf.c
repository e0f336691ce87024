// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Requests whose connection ends without an answer. The packets themselves are parsed in packets.bpf.c. */
#include "peers.h"
#include "l7/detect.h"
#include "l7/sample.h"
#include "l7/streams.h"

EXPORT(struct, l7_key);
EXPORT(struct, l7_totals);
EXPORT(enum, l7_protocol);
EXPORT(enum, l7_unseen);
EXPORT(enum, l7_status);
EXPORT(enum, l7_stat);
EXPORT(enum, l7_event_kind);
EXPORT(struct, l7_request_event);
EXPORT(struct, l7_hello_event);
EXPORT(struct, l7_dns_event);
EXPORT(enum, http_method);
EXPORT(enum, dns_method);
EXPORT(enum, dns_status);
EXPORT(enum, redis_method);
EXPORT(enum, redis_status);
EXPORT(enum, postgresql_method);
EXPORT(enum, mysql_method);
EXPORT(enum, tls_method);
EXPORT(enum, tls_status);

/*
 * Whether answers to what waits may have come where nobody saw them: in a hole, or behind one, whose bytes nobody has read
 * or nothing shows. The end of the connection takes one number of the sequence.
 */
static __always_inline bool may_be_answered(struct l7_stream *stream, struct sock *sk)
{
	struct tcp_sock *tcp = bpf_skc_to_tcp_sock(sk);

	if (stream->torn || stream->flags & L7_UNTOLD)
		return true;
	return tcp && stream->sent_are_requests && stream->directions[0].synchronized &&
	       (__s32)(tcp->rcv_nxt - stream->directions[0].next) > 1;
}

/* What still waits when the connection is over was never answered. */
SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(stream_closed, struct sock *sk, int old, int new)
{
	struct l7_answer answer = { .status = L7_UNANSWERED, .ticks = L7_UNTIMED };
	struct l7_key key = {};
	struct socket_state *state;
	struct l7_totals *totals;
	struct l7_stream *stream;

	if (new != TCP_STATE_CLOSE || sk->sk_protocol != PROTOCOL_TCP)
		return 0;
	stream = bpf_sk_storage_get(&l7_streams, sk, 0, 0);
	if (!stream || stream->protocol == L7_LEFT_ALONE || !l7_waiting(stream))
		return 0;
	state = bpf_sk_storage_get(&sockets, sk, 0, 0);
	if (!state)
		return 0;
	if (may_be_answered(stream, sk)) {
		l7_count_stat(L7_STAT_UNPARSED, l7_waiting(stream));
		return 0;
	}
	key.protocol = stream->protocol;
	l7_edge_of(stream, state, &key.edge);
	totals = l7_totals_of(&key);
	for (__u32 i = 0; i < L7_ANSWERS && l7_waiting(stream); i++) {
		answer.method = l7_oldest_method(stream);
		l7_add(totals, (__u32)answer.method << 16 | answer.status, answer.ticks,
		       stream->weight_shift);
		l7_tell(stream, &answer, &key.edge, stream->answered);
		stream->answered++;
	}
	l7_count_stat(L7_STAT_UNPARSED, l7_waiting(stream)); /* more than are counted at once */
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
