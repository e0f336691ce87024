/* SPDX-License-Identifier: Apache-2.0 */
/* What the peer counts by. */
#pragma once

struct lru_key {
	unsigned int address; /* in network byte order, as the port */
	unsigned int port;
};
