/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The statements that connections have prepared. BPF only. */
#pragma once

#include "statements.h"

/*
 * An LRU: no count depends on it. Drivers keep up to 256 of them open on each connection, of which the execution of a
 * forgotten one has the method EXECUTE.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct l7_statement_key);
	__type(value, struct l7_statement);
} l7_statements SEC(".maps");

static __always_inline struct l7_statement *l7_statement_of(const struct l7_statement_key *key)
{
	return bpf_map_lookup_elem(&l7_statements, key);
}

static __always_inline void l7_keep_statement(const struct l7_statement_key *key,
					      const struct l7_statement *statement)
{
	bpf_map_update_elem(&l7_statements, key, statement, BPF_ANY);
}

static __always_inline void l7_drop_statement(const struct l7_statement_key *key)
{
	bpf_map_delete_elem(&l7_statements, key);
}

static __always_inline __u64 l7_new_connection(void)
{
	return (__u64)bpf_get_prandom_u32() << 32 | (__u32)bpf_ktime_get_ns();
}
