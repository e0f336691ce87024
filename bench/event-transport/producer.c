// SPDX-License-Identifier: Apache-2.0
/*
 * Reads lines "EVENTS_PER_SECOND MILLISECONDS", and makes a getppid call for every EVENTS_PER_CALL of them. Answers
 * how many events that is, how many of them fell into these milliseconds, and how long only making these took.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "event.h"

/* Between two looks at the clock. */
#define CALLS_AT_ONCE 16

/* Before the milliseconds that were asked for: a reader that looks every 100 ms while nothing comes has to notice. */
#define START_EVENTS_PER_SECOND 1.5e6
#define START_MS		150

struct produced {
	long events;
	double ms;
	double making_ms;
};

static double now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static struct produced produce(double events_per_second, double for_ms)
{
	double calls_per_ms = events_per_second / 1e3 / EVENTS_PER_CALL;
	double start_ms = now_ms();
	double making_ms = 0;
	double spent_ms = 0;
	long calls = 0;

	while (spent_ms < for_ms) {
		double before_ms = spent_ms;
		int due = calls + CALLS_AT_ONCE <= calls_per_ms * spent_ms ? CALLS_AT_ONCE : 0;

		for (int i = 0; i < due; i++)
			syscall(SYS_getppid);
		calls += due;
		spent_ms = now_ms() - start_ms;
		making_ms += due ? spent_ms - before_ms : 0;
	}
	return (struct produced){ calls * EVENTS_PER_CALL, spent_ms, making_ms };
}

int main(void)
{
	double events_per_second, for_ms;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("{\"pid\":%d}\n", getpid());
	while (scanf("%lf %lf", &events_per_second, &for_ms) == 2) {
		struct produced start = produce(START_EVENTS_PER_SECOND, START_MS);
		struct produced steady = produce(events_per_second, for_ms);

		printf("{\"events\":%ld,", start.events + steady.events);
		printf("\"steadyEvents\":%ld,\"steadyMs\":%f,\"makingMs\":%f}\n", steady.events,
		       steady.ms, steady.making_ms);
	}
	return 0;
}
