// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Cgroups that may be of a container or a service, when the first process comes into one and when the last has left. */
#include "edges.h"

#define PATH_BYTES 256
#define NAME_BYTES 96
/* As many as the id of a container has. */
#define ID_BYTES   64

struct cgroup_life_event {
	ktime_ns at;
	__u32 hierarchy; /* 0: v2 */
	__u32 is_populated;
	char path[PATH_BYTES];
};

EXPORT(struct, cgroup_life_event);

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} lifecycle_events SEC(".maps");

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct kernfs_node {
	const char *name;
};

struct cgroup_root {
	int hierarchy_id;
};

struct cgroup {
	struct kernfs_node *kn;
	struct cgroup_root *root;
};

#pragma clang attribute pop

static const char service[] = ".service";

static __always_inline bool is_service(const char *name, long length)
{
	/* With the byte that ends it, as `length` has it. */
	long at = length - (long)sizeof(service);

	if (at <= 0 || at >= NAME_BYTES - (long)sizeof(service))
		return false;
	for (int i = 0; i < (int)sizeof(service) - 1; i++) {
		if (name[at + i] != service[i])
			return false;
	}
	return true;
}

/* (cgroup, path, is_populated) */
SEC("tp_btf/cgroup_notify_populated")
int cgroup_populated(__u64 *ctx)
{
	struct cgroup *cgroup = (void *)ctx[0];
	struct cgroup_life_event *event;
	char name[NAME_BYTES] = {};
	long length;

	length = bpf_probe_read_kernel_str(name, sizeof(name), BPF_CORE_READ(cgroup, kn, name));
	if (length <= ID_BYTES && !is_service(name, length))
		return 0;
	count_stat(STAT_EVENTS);
	event = bpf_ringbuf_reserve(&lifecycle_events, sizeof(*event), 0);
	if (!event) {
		count_stat(STAT_RING_FULL);
		return 0;
	}
	*event = (struct cgroup_life_event){
		.at = bpf_ktime_get_ns(),
		.hierarchy = BPF_CORE_READ(cgroup, root, hierarchy_id),
		.is_populated = (__u32)ctx[2],
	};
	bpf_probe_read_kernel_str(event->path, sizeof(event->path), (void *)ctx[1]);
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
