// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Every process that the kernel kills for want of memory, at the moment it is chosen: who it is, what it holds, and whether a
 * cgroup had reached its limit or the whole host was out of memory.
 */
#include "process.h"

typedef __u64 page_count;

enum oom_scope {
	OOM_GLOBAL,
	OOM_CGROUP,
	OOM_SCOPES,
};

struct oom_kill_event {
	ktime_ns at;
	process_id process;
	page_count anonymous;
	page_count file;
	page_count shared;
	page_count swapped;
	page_count used; /* of the cgroup that had reached its limit */
	page_count limit;
	__u32 pid;
	__u32 scope; /* enum oom_scope */
	char comm[16];
};

EXPORT(struct, oom_kill_event);
EXPORT(enum, oom_scope);

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 * 1024);
} oom_events SEC(".maps");

/* By enum oom_scope: the counts do not depend on the ring. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, OOM_SCOPES);
	__type(key, __u32);
	__type(value, __u64);
} oom_kills SEC(".maps");

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct page_counter {
	struct {
		__s64 counter;
	} usage;
	long unsigned int max;
	struct page_counter *parent;
};

struct cgroup_subsys_state {
	int id;
};

struct mem_cgroup {
	struct cgroup_subsys_state css;
	struct page_counter memory;
};

struct kernfs_node {
	__u64 id;
};

struct cgroup {
	struct kernfs_node *kn;
};

struct css_set {
	struct cgroup_subsys_state *subsys[16];
	struct cgroup *dfl_cgrp;
};

struct task_struct___cgroups {
	struct css_set *cgroups;
};

struct percpu_counter {
	__s64 count;
};

/* The kernel's own messages round in the same way: what each CPU has not added yet is left out. */
struct mm_struct___percpu {
	struct percpu_counter rss_stat[4];
};

struct mm_rss_stat {
	struct {
		__s64 counter;
	} count[4];
};

/* Before Linux 6.2. */
struct mm_struct___atomic {
	struct mm_rss_stat rss_stat;
};

enum cgroup_subsys_id {
	memory_cgrp_id = 4,
};

#pragma clang attribute pop

enum { FILE_PAGES, ANONYMOUS_PAGES, SWAP_ENTRIES, SHARED_PAGES };

#define HELD(mm, place)                                                                            \
	(bpf_core_type_exists(struct mm_rss_stat)                                                  \
		 ? BPF_CORE_READ((struct mm_struct___atomic *)(mm), rss_stat.count[place].counter) \
		 : BPF_CORE_READ((struct mm_struct___percpu *)(mm), rss_stat[place].count))

static __always_inline page_count positive(__s64 pages)
{
	return pages > 0 ? pages : 0;
}

/* Which function has asked for the kill; 0 where this kernel does not tell its address. */
extern const void mem_cgroup_out_of_memory __ksym __weak;

/* The function is shorter, and what lies behind it is not called where the host runs out of memory. */
#define FUNCTION_BYTES 1024
#define DEPTH	       32

static __always_inline bool is_of_cgroup(void *ctx, bool *is_known)
{
	__u64 function = (__u64)&mem_cgroup_out_of_memory;
	__u64 callers[DEPTH] = {};

	*is_known = function && bpf_get_stack(ctx, callers, sizeof(callers), 0) > 0;
	for (int i = 0; *is_known && i < DEPTH; i++) {
		if (callers[i] - function < FUNCTION_BYTES)
			return true;
	}
	return false;
}

static __always_inline struct page_counter *counter_of(struct task_struct *task)
{
	struct css_set *set = BPF_CORE_READ((struct task_struct___cgroups *)task, cgroups);
	__u32 place = bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
	struct cgroup_subsys_state *state = NULL;

	bpf_probe_read_kernel(&state, sizeof(state),
			      (void *)set + bpf_core_field_offset(struct css_set, subsys) +
				      place * sizeof(state));
	return state ? &((struct mem_cgroup *)state)->memory : NULL;
}

#define DEEPEST_CGROUP 16
#define CHARGE_BATCH   64 /* MEMCG_CHARGE_BATCH */

/* The nearest cgroup around it that has no room for more. The root has no limit. */
static __always_inline bool find_full_cgroup(struct task_struct *task, struct oom_kill_event *event)
{
	struct page_counter *counter = counter_of(task);

	for (int i = 0; counter && i < DEEPEST_CGROUP; i++) {
		page_count used = positive(BPF_CORE_READ(counter, usage.counter));
		page_count limit = BPF_CORE_READ(counter, max);

		if (used + CHARGE_BATCH >= limit) {
			event->used = used;
			event->limit = limit;
			return true;
		}
		counter = BPF_CORE_READ(counter, parent);
	}
	return false;
}

static __always_inline __u64 cgroup_id_of(struct task_struct *task)
{
	return BPF_CORE_READ((struct task_struct___cgroups *)task, cgroups, dfl_cgrp, kn, id);
}

static __always_inline void describe(struct oom_kill_event *event, struct task_struct *victim)
{
	struct task_struct *leader = victim->group_leader;
	struct mm_struct *mm = victim->mm;

	event->at = bpf_ktime_get_ns();
	event->process = process_id_of(leader);
	event->pid = victim->tgid;
	BPF_CORE_READ_STR_INTO(&event->comm, leader, comm);
	remember_process(event->process, leader, cgroup_id_of(victim));
	if (!mm)
		return;
	event->anonymous = positive(HELD(mm, ANONYMOUS_PAGES));
	event->file = positive(HELD(mm, FILE_PAGES));
	event->shared = positive(HELD(mm, SHARED_PAGES));
	event->swapped = positive(HELD(mm, SWAP_ENTRIES));
}

/* (task, uid); before Linux 6.8 (pid), which this object is refused for. */
SEC("tp_btf/mark_victim")
int victim_marked(__u64 *ctx)
{
	struct task_struct *victim = (void *)ctx[0];
	struct oom_kill_event told = {}, *event;
	bool is_known, is_full, of_cgroup;
	__u64 *count;

	of_cgroup = is_of_cgroup(ctx, &is_known);
	is_full = find_full_cgroup(victim, &told);
	told.scope = of_cgroup || (!is_known && is_full) ? OOM_CGROUP : OOM_GLOBAL;
	if (told.scope == OOM_GLOBAL)
		told.used = told.limit = 0;
	count_stat(STAT_EVENTS);
	count = bpf_map_lookup_elem(&oom_kills, &told.scope);
	if (count)
		__sync_fetch_and_add(count, 1);
	describe(&told, victim);
	event = bpf_ringbuf_reserve(&oom_events, sizeof(*event), 0);
	if (!event) {
		count_stat(STAT_RING_FULL);
		return 0;
	}
	*event = told;
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
