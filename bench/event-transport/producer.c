// SPDX-License-Identifier: Apache-2.0
/* Reads lines "CALLS_A_SECOND MILLISECONDS"; answers each with how many getppid calls it made in how long. */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

/* Calls between two looks at the clock, which costs a quarter of a call. */
#define BATCH 32

static double now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}
static double per_ms, for_ms;

static long produce(double calls_per_ms, double start_ms, double for_ms)
{
	long made = 0;

	for (double spent_ms = 0; spent_ms < for_ms; spent_ms = now_ms() - start_ms) {
		double due = calls_per_ms * spent_ms;

		for (int i = 0; i < BATCH && made < due; i++, made++)
			syscall(SYS_getppid);
	}
	return made;
}
static void *th(void *core) { cpu_set_t s; CPU_ZERO(&s); CPU_SET((long)core, &s); sched_setaffinity(0, sizeof s, &s); return (void*)produce(per_ms, now_ms(), for_ms); }

int main(int c, char **v)
{
	double per_second;
	int n = atoi(v[1]);

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("{\"pid\":%d}\n", getpid());
	while (scanf("%lf %lf", &per_second, &for_ms) == 2) {
		pthread_t t[16]; per_ms = per_second / n / 1e3;
		double start_ms = now_ms();
		for (long i = 0; i < n; i++) pthread_create(&t[i], 0, th, (void*)i);
		long made = 0;
		for (long i = 0; i < n; i++) { void*r; pthread_join(t[i], &r); made += (long)r;}

		printf("{\"made\":%ld,\"ms\":%f}\n", made, now_ms() - start_ms);
	}
	return 0;
}
