/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who is running now, and who another process is: of that one the arguments are not kept. */
#pragma once

#include "sockets.h"

static __always_inline process_id process_id_of(struct task_struct *leader)
{
	__u32 started_ms = leader->start_boottime / 1000000;
	__u32 incarnation = started_ms * 2654435761u + (__u32)leader->self_exec_id;

	return (__u64)incarnation << 32 | (__u32)leader->tgid;
}

static const struct process_info no_process;

static __always_inline void remember_process(process_id id, struct task_struct *leader,
					     __u64 cgroup_id)
{
	struct process_info *info = bpf_map_lookup_elem(&processes, &id);
	struct mm_struct *mm;
	long unsigned int start, size;

	if (info)
		return;
	bpf_map_update_elem(&processes, &id, &no_process, BPF_NOEXIST);
	info = bpf_map_lookup_elem(&processes, &id);
	if (!info)
		return;
	info->started_at = leader->start_boottime;
	info->pid = leader->tgid;
	info->parent_pid = BPF_CORE_READ(leader, real_parent, tgid);
	info->cgroup_id = cgroup_id;
	BPF_CORE_READ_STR_INTO(&info->comm, leader, comm);
	mm = BPF_CORE_READ(leader, mm);
	if (!mm)
		return;
	bpf_probe_read_kernel_str(info->executable, sizeof(info->executable),
				  BPF_CORE_READ(mm, exe_file, f_path.dentry, d_name.name));
	/* The memory of another one cannot be read from here. */
	if (mm != BPF_CORE_READ(bpf_get_current_task_btf(), mm))
		return;
	start = BPF_CORE_READ(mm, arg_start);
	size = BPF_CORE_READ(mm, arg_end) - start;
	if (size > ARGUMENT_BYTES)
		size = ARGUMENT_BYTES;
	if (size && !bpf_probe_read_user(info->arguments, size, (void *)start))
		info->argument_bytes = size;
}

static __always_inline process_id current_process(void)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct task_struct *leader = task->group_leader;
	process_id id = process_id_of(leader);

	remember_process(id, leader, bpf_get_current_cgroup_id());
	return id;
}
