/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Draws from a Zipf distribution (s = 1.1) of up to 2^27 tuples: a network 10.a.b.0/24, an identity of its own to Sonde, and a port.
 * Rejection and inversion: Hörmann and Derflinger 1996.
 */
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#define TUPLE_BITS  27
#define MOST_TUPLES (1u << TUPLE_BITS)
#define EXPONENT    1.1
#define FIRST_PORT  1024
#define HOST	    77

struct tuple {
	uint32_t address; /* in the host's byte order, as the port */
	uint32_t port;
};

struct draws {
	uint32_t tuples;
	uint64_t random;
	double first;
	double last;
	double shortcut;
};

static inline uint64_t next_random(uint64_t *state)
{
	uint64_t word = *state += 0x9e3779b97f4a7c15;

	word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
	word = (word ^ word >> 27) * 0x94d049bb133111eb;
	return word ^ word >> 31;
}

/* The integral of x^-s, and its inverse. */
static inline double area(double x)
{
	return (1 - pow(x, 1 - EXPONENT)) / (EXPONENT - 1);
}

static inline double inverse_area(double y)
{
	return pow(1 - y * (EXPONENT - 1), 1 / (1 - EXPONENT));
}

static inline struct draws draws_of(uint32_t tuples, uint64_t seed)
{
	return (struct draws){
		.tuples = tuples,
		.random = seed,
		.first = area(1.5) - 1,
		.last = area(tuples + 0.5),
		.shortcut = 2 - inverse_area(area(2.5) - pow(2, -EXPONENT)),
	};
}

/* From 0, the most frequent, on. */
static inline uint32_t draw(struct draws *draws)
{
	for (;;) {
		double part = (next_random(&draws->random) >> 11) * 0x1p-53;
		double y = draws->last + part * (draws->first - draws->last);
		double x = inverse_area(y);
		uint32_t rank = (uint32_t)(x + 0.5);

		rank = rank < 1 ? 1 : rank > draws->tuples ? draws->tuples : rank;
		if (rank - x <= draws->shortcut || y >= area(rank + 0.5) - pow(rank, -EXPONENT))
			return rank - 1;
	}
}

/* Every tuple once, for turns from 0 on, in no order. */
static inline uint32_t rank_in_turn(uint32_t tuples, uint32_t turn)
{
	return (uint64_t)turn * 2654435761 % tuples;
}

/* One to one, and neighbours far apart. */
static inline struct tuple tuple_of(uint32_t rank)
{
	uint32_t place = rank;

	for (int i = 0; i < 3; i++) {
		place = place * 0x2c1b3c6d & (MOST_TUPLES - 1);
		place ^= place >> 13;
	}
	return (struct tuple){ .address = 10u << 24 | (place & 0xffff) << 8 | HOST,
			       .port = FIRST_PORT + (place >> 16) };
}
