/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The reasons for which a packet is dropped and nothing is lost. Their numbers are those of the running kernel. */
#pragma once

#include "kernel.h"

#define IS_REASON(reason, name)                                                      \
	(bpf_core_enum_value_exists(enum skb_drop_reason, SKB_DROP_REASON_##name) && \
	 (reason) == (__u32)bpf_core_enum_value(enum skb_drop_reason, SKB_DROP_REASON_##name))

/* What a closed socket left unread, what came a second time, what was never meant for this host, a sniffer's copy. */
enum benign_drop {
	BENIGN_NOT_SPECIFIED,
	BENIGN_QUEUE_PURGE,
	BENIGN_SOCKET_CLOSE,
	BENIGN_TCP_CLOSE,
	BENIGN_TCP_RESET,
	BENIGN_TCP_OLD_DATA,
	BENIGN_TCP_OLD_ACK,
	BENIGN_TCP_OLD_SEQUENCE,
	BENIGN_TCP_OFOMERGE,
	BENIGN_TCP_RFC7323_PAWS_ACK,
	BENIGN_DUP_FRAG,
	BENIGN_OTHERHOST,
	BENIGN_UNHANDLED_PROTO,
	BENIGN_IPV6_NDISC_NS_OTHERHOST,
	BENIGN_PACKET_SOCK_ERROR,
	BENIGN_COUNT, /* none of them */
};

#define RETURN_IF(reason, name)               \
	do {                                  \
		if (IS_REASON(reason, name))  \
			return BENIGN_##name; \
	} while (0)

/* TCP gives no reason for what it has used up, such as a last FIN; elsewhere a drop without one may be a loss. */
static __always_inline __u32 benign_drop_of(__u32 reason, bool by_tcp)
{
	if (by_tcp)
		RETURN_IF(reason, NOT_SPECIFIED);
	RETURN_IF(reason, QUEUE_PURGE);
	RETURN_IF(reason, SOCKET_CLOSE);
	RETURN_IF(reason, TCP_CLOSE);
	RETURN_IF(reason, TCP_RESET);
	RETURN_IF(reason, TCP_OLD_DATA);
	RETURN_IF(reason, TCP_OLD_ACK);
	RETURN_IF(reason, TCP_OLD_SEQUENCE);
	RETURN_IF(reason, TCP_OFOMERGE);
	RETURN_IF(reason, TCP_RFC7323_PAWS_ACK);
	RETURN_IF(reason, DUP_FRAG);
	RETURN_IF(reason, OTHERHOST);
	RETURN_IF(reason, UNHANDLED_PROTO);
	RETURN_IF(reason, IPV6_NDISC_NS_OTHERHOST);
	RETURN_IF(reason, PACKET_SOCK_ERROR);
	return BENIGN_COUNT;
}
