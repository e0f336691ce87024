// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* The usual way to count what may be too much: a map that forgets. Datagrams by address and port, at the same hook as ours. */
#include <linux/bpf.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_helpers.h>
#include "lru.h"

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, LRU_ENTRIES);
	__type(key, struct lru_key);
	__type(value, __u64);
} counts SEC(".maps");

SEC("cgroup_skb/egress")
int count(struct __sk_buff *skb)
{
	void *end = (void *)(long)skb->data_end;
	struct iphdr *ip = (void *)(long)skb->data;
	struct udphdr *udp = (void *)(ip + 1);
	struct lru_key key = {};
	__u64 first = 1, *value;

	if ((void *)(udp + 1) > end || ip->version != 4 || ip->protocol != 17)
		return 1;
	key.address = ip->daddr;
	key.port = udp->dest;
	value = bpf_map_lookup_elem(&counts, &key);
	if (value)
		__sync_fetch_and_add(value, 1);
	else
		bpf_map_update_elem(&counts, &key, &first, BPF_ANY);
	return 1;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
