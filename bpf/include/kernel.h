/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The few kernel types that our programs read, by name: CO-RE moves each access to where the running
 * kernel keeps the field, so only names and kinds matter here, not the layout.
 */
#pragma once

#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define AF_UNIX	 1
#define AF_INET	 2
#define AF_INET6 10

#define SOCK_STREAM    1
#define SOCK_SEQPACKET 5

/* The program asked for this port, it was not drawn. */
#define SOCK_BINDPORT_LOCK 8

#define EEXIST	     17
#define ECONNRESET   104
#define ETIMEDOUT    110
#define ECONNREFUSED 111
#define EHOSTUNREACH 113
#define ENETUNREACH  101
#define EPIPE	     32

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

enum tcp_state {
	TCP_STATE_ESTABLISHED = 1,
	TCP_STATE_SYN_SENT,
	TCP_STATE_SYN_RECV,
	TCP_STATE_FIN_WAIT1,
	TCP_STATE_FIN_WAIT2,
	TCP_STATE_TIME_WAIT,
	TCP_STATE_CLOSE,
	TCP_STATE_CLOSE_WAIT,
	TCP_STATE_LAST_ACK,
	TCP_STATE_LISTEN,
	TCP_STATE_CLOSING,
	TCP_STATE_NEW_SYN_RECV,
};

struct ns_common {
	unsigned int inum;
};

struct net {
	__u64 net_cookie;
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct in6_addr___kernel {
	union {
		__u8 u6_addr8[16];
	} in6_u;
};

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	short unsigned int skc_family;
	volatile unsigned char skc_state;
	possible_net_t skc_net;
	struct in6_addr___kernel skc_v6_daddr;
	struct in6_addr___kernel skc_v6_rcv_saddr;
	long unsigned int skc_flags;
};

struct sk_buff_head {
	struct sk_buff *prev;
};

typedef struct {
	int counter;
} atomic_t;

struct sock {
	struct sock_common __sk_common;
	int sk_err;
	struct sk_buff_head sk_error_queue;
	atomic_t sk_drops;
	__u16 sk_type;
	__u16 sk_protocol;
	__u8 sk_userlocks : 4;
};

struct sockaddr_un {
	char sun_path[108];
};

struct unix_address {
	int len;
	struct sockaddr_un name[];
};

struct unix_sock {
	struct sock sk;
	struct unix_address *addr;
	struct sock *peer;
};

enum sock_flags {
	SOCK_DEAD,
	SOCK_DONE,
};

/* Those that are told apart; the others are passed on as they are, and named from the running kernel's BTF. */
enum skb_drop_reason {
	SKB_DROP_REASON_NOT_SPECIFIED,
	SKB_DROP_REASON_NO_SOCKET,
	SKB_DROP_REASON_SOCKET_CLOSE,
	SKB_DROP_REASON_QUEUE_PURGE,
	SKB_DROP_REASON_OTHERHOST,
	SKB_DROP_REASON_UNHANDLED_PROTO,
	SKB_DROP_REASON_PACKET_SOCK_ERROR,
	SKB_DROP_REASON_DUP_FRAG,
	SKB_DROP_REASON_IPV6_NDISC_NS_OTHERHOST,
	SKB_DROP_REASON_TCP_CLOSE,
	SKB_DROP_REASON_TCP_RESET,
	SKB_DROP_REASON_TCP_OLD_DATA,
	SKB_DROP_REASON_TCP_OLD_ACK,
	SKB_DROP_REASON_TCP_OLD_SEQUENCE,
	SKB_DROP_REASON_TCP_OFOMERGE,
	SKB_DROP_REASON_TCP_RFC7323_PAWS_ACK,
};

struct inet_sock {
	__be16 inet_sport;
};

struct inet_connection_sock {
	struct inet_sock icsk_inet;
};

struct tcp_sock {
	struct inet_connection_sock inet_conn;
	__u64 bytes_sent;
	__u64 bytes_retrans;
	__u64 bytes_received;
	__u64 bytes_acked;
	__u32 rcv_nxt;
	__u32 snd_una;
	__u32 segs_out;
	__u32 segs_in;
	__u32 total_retrans;
	__u32 srtt_us;
	__u32 mdev_us;
	__u32 copied_seq;
};

struct request_sock {
	struct sock_common __req_common;
};

struct qstr {
	const unsigned char *name;
};

struct dentry {
	struct qstr d_name;
};

struct path {
	struct dentry *dentry;
};

struct socket {
	struct sock *sk;
};

struct file {
	struct path f_path;
};

struct mm_struct {
	long unsigned int arg_start;
	long unsigned int arg_end;
	struct file *exe_file;
};

struct task_struct {
	int pid;
	int tgid;
	struct task_struct *group_leader;
	struct task_struct *real_parent;
	struct mm_struct *mm;
	__u64 start_boottime;
	__u64 self_exec_id;
	char comm[16];
};

#define IFNAMSIZ 16

struct net_device {
	possible_net_t nd_net;
	char name[IFNAMSIZ];
};

/* The destinations that a packet may have been routed to: IPv4, IPv6. */
struct rtable {
	unsigned int rt_flags;
};

struct rt6_info {
	__u32 rt6i_flags;
};

/* RTCF_LOCAL and RTF_LOCAL: the same bit in both. */
#define ROUTED_HERE 0x80000000

struct sock_extended_err {
	__u32 ee_errno;
};

/* What an error queue's packets carry in cb. */
struct sock_exterr_skb {
	struct sock_extended_err ee;
};

struct sk_buff {
	struct net_device *dev;
	struct sock *sk;
	unsigned char *head;
	unsigned int end;
	__be16 protocol;
	__u16 transport_header;
	__u16 network_header;
	int skb_iif;
	long unsigned int _skb_refdst;
	void *destructor;
	char cb[48];
};

struct skb_shared_info {
	short unsigned int gso_segs;
};

/* Tells whether the tracepoint has this argument (Linux 6.11). */
struct trace_event_raw_kfree_skb {
	void *rx_sk;
};

enum sk_rst_reason {
	SK_RST_REASON_NOT_SPECIFIED,
};

/* Tells whether the tracepoint has this argument (Linux 6.10). */
struct trace_event_raw_tcp_send_reset {
	enum sk_rst_reason reason;
};

/* A TCP packet's cb. */
struct tcp_skb_cb {
	__u32 seq;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
	__u64 session_id;
};

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

struct bpf_iter__bpf_sk_storage_map {
	struct bpf_iter_meta *meta;
	struct sock *sk;
	void *value;
};

#pragma clang attribute pop

/* Keeps a struct or enum in the object's BTF, from which its TypeScript reader is written. */
#define EXPORT(kind, name) kind name *exported_##name __attribute__((unused))
