/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#pragma once

#include "sockets.h"

/* What the headers of a packet say. */
struct packet {
	struct address source;
	struct address destination;
	__u16 source_port;
	__u16 destination_port;
	__u8 protocol;
	__u8 reserved[3];
	__u32 payload_at;
	__u32 payload_bytes;
};
