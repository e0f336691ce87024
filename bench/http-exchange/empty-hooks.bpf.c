// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* The floor: programs that do nothing, at the hooks of Sonde that an exchange passes. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("cgroup_skb/egress")
int packet_leaves(void *context)
{
	return 1;
}

SEC("cgroup_skb/ingress")
int packet_arrives(void *context)
{
	return 1;
}

SEC("tp_btf/sock_send_length")
int socket_sent(void *context)
{
	return 0;
}

SEC("tp_btf/sock_recv_length")
int socket_received(void *context)
{
	return 0;
}

SEC("tp_btf/skb_copy_datagram_iovec")
int segment_read(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
