/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#pragma once

#include "sockets.h"

/* A connected socket asks, a chosen port serves; else, and between two equal ports (NTP, gossip), the first to send asks. */
static __always_inline __u8 udp_role(const struct socket_state *state, __u16 local_port,
				     __u16 remote_port, bool egress)
{
	if (state->flags & SOCKET_CONNECTED)
		return ROLE_CLIENT;
	if (state->flags & SOCKET_PORT_CHOSEN && local_port != remote_port)
		return ROLE_SERVER;
	return state->role ? state->role : egress ? ROLE_CLIENT : ROLE_SERVER;
}
