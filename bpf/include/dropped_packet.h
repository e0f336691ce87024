/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a packet says of itself that may be anywhere in the kernel's network stack. */
#pragma once

#include "sockets.h"

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>

#define FRAGMENT_OFFSET 0x1fff

struct dropped_packet {
	struct address source;
	struct address destination;
	__u16 source_port;
	__u16 destination_port;
	__u8 protocol;
	bool syn;
	bool ack;
};

/* The length of the header; 0 where it is none, or that of a later fragment, whose ports are in the first one. */
static __always_inline __u32 read_ip_header(const struct sk_buff *skb, void *network,
					    struct dropped_packet *packet)
{
	struct ipv6hdr v6;
	struct iphdr v4;

	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		if (bpf_probe_read_kernel(&v4, sizeof(v4), network) || v4.version != 4 ||
		    v4.frag_off & bpf_htons(FRAGMENT_OFFSET))
			return 0;
		packet->source = address_of_v4(v4.saddr);
		packet->destination = address_of_v4(v4.daddr);
		packet->protocol = v4.protocol;
		return v4.ihl * 4;
	}
	if (skb->protocol != bpf_htons(ETH_P_IPV6) ||
	    bpf_probe_read_kernel(&v6, sizeof(v6), network) || v6.version != 6)
		return 0;
	__builtin_memcpy(&packet->source, &v6.saddr, sizeof(packet->source));
	__builtin_memcpy(&packet->destination, &v6.daddr, sizeof(packet->destination));
	packet->protocol = v6.nexthdr;
	return sizeof(v6);
}

/* False where it is neither TCP nor UDP. */
static __always_inline bool read_dropped_packet(const struct sk_buff *skb,
						struct dropped_packet *packet)
{
	void *network = skb->head + skb->network_header;
	__u32 header_bytes = read_ip_header(skb, network, packet);
	bool is_tcp = packet->protocol == PROTOCOL_TCP;
	struct tcphdr tcp;

	if (!header_bytes || (!is_tcp && packet->protocol != PROTOCOL_UDP))
		return false;
	/* UDP has its ports in the same place, and the buffer of a packet always has room for what follows. */
	if (bpf_probe_read_kernel(&tcp, sizeof(tcp), network + header_bytes))
		return false;
	packet->source_port = bpf_ntohs(tcp.source);
	packet->destination_port = bpf_ntohs(tcp.dest);
	packet->syn = is_tcp && tcp.syn;
	packet->ack = is_tcp && tcp.ack;
	return true;
}

/* One packet of the kernel's may be many of the wire. */
static __always_inline __u64 segments_of(const struct sk_buff *skb)
{
	struct skb_shared_info *shared = (void *)(skb->head + skb->end);
	__u16 segments = 0;

	bpf_core_read(&segments, sizeof(segments), &shared->gso_segs);
	return segments ? segments : 1;
}

/* Whether its destination is an address of the namespace that it is in; false before it is routed. */
static __always_inline bool is_routed_here(const struct sk_buff *skb)
{
	void *route = (void *)(skb->_skb_refdst & ~1ul); /* SKB_DST_NOREF */

	if (!route)
		return false;
	if (skb->protocol == bpf_htons(ETH_P_IP))
		return BPF_CORE_READ((struct rtable *)route, rt_flags) & ROUTED_HERE;
	return BPF_CORE_READ((struct rt6_info *)route, rt6i_flags) & ROUTED_HERE;
}

/* The device knows the namespace, the packet alone does not. */
static __always_inline netns_cookie netns_of_dropped(const struct sk_buff *skb)
{
	return skb->dev->nd_net.net->net_cookie;
}
