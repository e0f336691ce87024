/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The substrate that collectors share: who owns a socket, which edge it belongs to, and what that edge has
 * counted so far. sockets.bpf.c creates these maps; every other object is given the same ones before it loads.
 */
#pragma once

#include "edges.h"

enum socket_flags {
	SOCKET_OWNER_USED_IT = 1, /* the owner sent or received, it is not merely who listened */
	SOCKET_CONNECT_PENDING = 2, /* connect() was called, no SYN left yet */
	SOCKET_CONNECTED = 4, /* UDP: has one fixed peer */
	SOCKET_PORT_CHOSEN = 8, /* UDP: bound to a port that the program asked for */
	SOCKET_SENDS_ELSEWHERE = 16, /* UDP: not only to the peer that it has */
	SOCKET_CLOSED = 32, /* TCP: its end was counted */
};

/* What of a TCP socket no edge has yet. Whoever takes it away counts it: the sweep and a close may run at once. */
enum uncounted {
	UNCOUNTED_ESTABLISHMENT = 1, /* its connect or accept */
	UNCOUNTED_OUTCOME, /* a SYN left, and nobody was told whether it was answered or failed */
	UNCOUNTED_CLAIMED, /* an accept that one CPU makes up for */
};

/*
 * The sequence numbers of the two ends' first bytes. Whatever translates addresses and ports on the way leaves them alone,
 * so both ends know the same two, and no other connection has them.
 */
struct handshake_key {
	__u32 client_first;
	__u32 server_first;
};

/* What each end of a connection tells the other. 0: it is not on this machine. */
struct handshake {
	process_id client;
	process_id server;
	__u16 server_port; /* its own: the client may have asked for another one */
	__u16 reserved[3];
};

/* 120 bytes: with the kernel's own 8 before them two cache lines, and with the rest of its head the slab of 192. */
struct socket_state {
	process_id owner;
	process_id peer;
	netns_cookie netns;
	struct address local_address;
	struct address remote_address;
	__u16 local_port;
	__u16 remote_port;
	__u8 role;
	__u8 flags;
	__s16 no_dns; /* UDP: datagrams that were no DNS, in a row */
	__u32 uncounted; /* enum uncounted; 0: nothing */
	union {
		__u32 soft_error; /* while it connects: an errno that may be gone before its end */
		__u32 connect_us; /* 0: nobody knows */
	};
	ktime_ns since; /* connect() or SYN, then established */
	struct handshake_key handshake; /* TCP, once it is established */
	union {
		struct { /* TCP: what the edge has been given of this socket's own counters */
			__u64 flushed_sent_bytes;
			__u64 flushed_received_bytes;
		};
		/* UDP: where that goes which it sends to its one peer */
		struct address translated_address;
	};
	union {
		__u32 flushed_sent_segments;
		__u32 translated_port; /* 0: to the peer itself */
	};
	__u32 flushed_received_segments;
	union {
		__u32 flushed_retransmits;
		__u32 flushed_drops; /* of a listener */
	};
	__u32 owner_since_ms; /* it wraps */
};

#define EXECUTABLE_BYTES 64
#define ARGUMENT_BYTES	 256

/* Taken when a process first uses a socket, so that one which lives 5 ms has a name. */
struct process_info {
	ktime_ns started_at; /* since boot */
	__u64 cgroup_id;
	__u32 pid;
	__u32 parent_pid;
	char comm[16];
	char executable[EXECUTABLE_BYTES];
	__u32 argument_bytes;
	__u32 reserved;
	char arguments[ARGUMENT_BYTES];
};

struct tuple_key {
	netns_cookie scope; /* 0 for addresses that mean the same in every namespace */
	struct address local_address;
	struct address remote_address;
	__u16 local_port;
	__u16 remote_port;
	__u32 protocol;
};

struct listener_key {
	netns_cookie netns;
	process_id process; /* 0 while it is only asked whether anyone listens there */
	__u32 port;
	__u32 protocol;
};

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct socket_state);
} sockets SEC(".maps");

/* Who is at the other end, when that end is on this machine. Names, not counters, so old ones may go. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 32768);
	__type(key, struct tuple_key);
	__type(value, process_id);
} tuples SEC(".maps");

/* The same of connections whose client is on this machine, whatever translates their addresses. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 32768);
	__type(key, struct handshake_key);
	__type(value, struct handshake);
} handshakes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, process_id);
	__type(value, struct process_info);
} processes SEC(".maps");

static __always_inline bool is_ip_socket(const struct sock *sk)
{
	__u16 family = sk->__sk_common.skc_family;

	return family == AF_INET || family == AF_INET6;
}

static __always_inline void read_addresses(struct sock *sk, struct address *local,
					   struct address *remote)
{
	if (sk->__sk_common.skc_family == AF_INET) {
		*local = address_of_v4(sk->__sk_common.skc_rcv_saddr);
		*remote = address_of_v4(sk->__sk_common.skc_daddr);
		return;
	}
	BPF_CORE_READ_INTO(local, sk, __sk_common.skc_v6_rcv_saddr);
	BPF_CORE_READ_INTO(remote, sk, __sk_common.skc_v6_daddr);
}

static __always_inline void edge_key_of(const struct socket_state *state, __u8 protocol,
					struct edge_key *key)
{
	/* Field by field: as a whole it would be made on the stack first, and copied. */
	key->netns = state->netns;
	key->local = state->owner;
	key->peer = state->peer;
	key->peer_address = state->peer ? (struct address){} : state->remote_address;
	key->server_port = state->role == ROLE_CLIENT ? state->remote_port : state->local_port;
	key->role = state->role;
	key->protocol = protocol;
	key->reserved = 0;
}

static __always_inline netns_cookie netns_of(struct sock *sk)
{
	return BPF_CORE_READ(sk, __sk_common.skc_net.net, net_cookie);
}

static __always_inline void read_tuple(struct socket_state *state, struct sock *sk)
{
	read_addresses(sk, &state->local_address, &state->remote_address);
	state->local_port = sk->__sk_common.skc_num;
	state->remote_port = bpf_ntohs(sk->__sk_common.skc_dport);
	state->netns = netns_of(sk);
}
