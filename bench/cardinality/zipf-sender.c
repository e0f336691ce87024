// SPDX-License-Identifier: Apache-2.0
/*
 * "zipf-sender THREADS DISTINCT TRUTH" sends, at a line on its standard input, one datagram to each tuple drawn, until so many
 * different ones were drawn, and writes what it sent to the most frequent ones into the file TRUTH: "ADDRESS PORT COUNT".
 * "zipf-sender print" writes the tuples themselves to its standard output, for as long as somebody reads.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "tuples.h"

#define BATCH	     64
#define MOST_THREADS 16
#define TOLD	     8192 /* ranks whose counts are told: the thousand most frequent are among them */

static uint64_t seen[TUPLES / 64];
static uint64_t sent_to[TOLD];
static uint64_t sent, distinct, wanted;

static void need(int holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	exit(1);
}

static void note(uint32_t rank)
{
	uint64_t bit = 1ull << (rank % 64);

	if (rank < TOLD)
		__atomic_fetch_add(&sent_to[rank], 1, __ATOMIC_RELAXED);
	if (!(__atomic_load_n(&seen[rank / 64], __ATOMIC_RELAXED) & bit) &&
	    !(__atomic_fetch_or(&seen[rank / 64], bit, __ATOMIC_RELAXED) & bit))
		__atomic_fetch_add(&distinct, 1, __ATOMIC_RELAXED);
}

static void *send_all(void *seed)
{
	struct draws draws = draws_of((uint64_t)(uintptr_t)seed);
	struct sockaddr_in to[BATCH] = {};
	struct mmsghdr messages[BATCH] = {};
	struct iovec bytes = { .iov_base = "counted", .iov_len = 8 };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), room = 1 << 24;
	uint64_t count = 0;

	need(fd >= 0, "opening a socket");
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room));
	for (int i = 0; i < BATCH; i++)
		messages[i].msg_hdr = (struct msghdr){ .msg_name = &to[i],
						       .msg_namelen = sizeof(to[i]),
						       .msg_iov = &bytes,
						       .msg_iovlen = 1 };
	while (__atomic_load_n(&distinct, __ATOMIC_RELAXED) < wanted) {
		for (int i = 0; i < BATCH; i++) {
			uint32_t rank = draw(&draws);
			struct tuple tuple = tuple_of(rank);

			note(rank);
			to[i] = (struct sockaddr_in){ .sin_family = AF_INET,
						      .sin_addr.s_addr = htonl(tuple.address),
						      .sin_port = htons(tuple.port) };
		}
		for (int done = 0, more; done < BATCH; done += more) {
			more = sendmmsg(fd, messages + done, BATCH - done, 0);
			need(more > 0, "sending");
		}
		count += BATCH;
	}
	__atomic_fetch_add(&sent, count, __ATOMIC_RELAXED);
	close(fd);
	return NULL;
}

static void tell_truth(const char *path)
{
	FILE *file = fopen(path, "w");

	need(!!file, path);
	for (uint32_t rank = 0; rank < TOLD; rank++) {
		struct tuple tuple = tuple_of(rank);

		fprintf(file, "%u %u %lu\n", tuple.address, tuple.port, sent_to[rank]);
	}
	need(!fclose(file), path);
}

static int print_all(void)
{
	struct draws draws = draws_of(1);
	struct tuple tuples[BATCH];

	do {
		for (int i = 0; i < BATCH; i++)
			tuples[i] = tuple_of(draw(&draws));
	} while (fwrite(tuples, sizeof(tuples), 1, stdout) == 1);
	return 0;
}

int main(int count, char **arguments)
{
	pthread_t threads[MOST_THREADS];
	struct timespec begin, end;
	int running;
	char line[16];

	if (count == 2 && !strcmp(arguments[1], "print"))
		return print_all();
	if (count < 4)
		return 2;
	running = atoi(arguments[1]);
	running = running < 1 ? 1 : running > MOST_THREADS ? MOST_THREADS : running;
	wanted = strtoull(arguments[2], NULL, 10);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("{\"pid\":%d}\n", getpid());
	if (!fgets(line, sizeof(line), stdin))
		return 0;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (int i = 0; i < running; i++)
		need(!pthread_create(&threads[i], NULL, send_all, (void *)(uintptr_t)(i + 1)),
		     "starting a thread");
	for (int i = 0; i < running; i++)
		pthread_join(threads[i], NULL);
	clock_gettime(CLOCK_MONOTONIC, &end);
	tell_truth(arguments[3]);
	printf("{\"sent\":%lu,\"distinct\":%lu,\"seconds\":%f}\n", sent, distinct,
	       end.tv_sec - begin.tv_sec + (end.tv_nsec - begin.tv_nsec) / 1e9);
	return 0;
}
