// SPDX-License-Identifier: Apache-2.0
/*
 * "zipf-sender TUPLES THREADS TRUTH" sends, at a line on its standard input, datagrams to so many tuples: each once, and
 * between these three times as many draws of them all. What it sent to the most frequent ones it writes into the file
 * TRUTH: "ADDRESS PORT COUNT". "zipf-sender TUPLES" writes the tuples themselves to its standard output.
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
#define DRAWN	     3 /* for each that is sent in its turn */
#define TOLD	     8192 /* ranks whose counts are told: the thousand most frequent are among them */

static uint64_t sent_to[TOLD];
static uint64_t sent;
static uint32_t tuples, threads;

static void need(int holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	exit(1);
}

struct offer {
	struct draws draws;
	uint32_t turn;
	uint32_t step;
	uint32_t drawn;
};

static struct offer offer_of(uint32_t thread, uint32_t step)
{
	return (struct offer){ .draws = draws_of(tuples, thread + 1),
			       .turn = thread,
			       .step = step };
}

/* False: all had their turn. */
static int next(struct offer *offer, uint32_t *rank)
{
	if (offer->turn >= tuples)
		return 0;
	if (offer->drawn < DRAWN) {
		offer->drawn++;
		*rank = draw(&offer->draws);
	} else {
		offer->drawn = 0;
		*rank = rank_in_turn(tuples, offer->turn);
		offer->turn += offer->step;
	}
	return 1;
}

static int next_batch(struct offer *offer, struct sockaddr_in *to)
{
	uint32_t rank;
	int filled = 0;

	for (; filled < BATCH && next(offer, &rank); filled++) {
		struct tuple tuple = tuple_of(rank);

		if (rank < TOLD)
			__atomic_fetch_add(&sent_to[rank], 1, __ATOMIC_RELAXED);
		to[filled] = (struct sockaddr_in){ .sin_family = AF_INET,
						   .sin_addr.s_addr = htonl(tuple.address),
						   .sin_port = htons(tuple.port) };
	}
	return filled;
}

static void *send_all(void *thread)
{
	struct offer offer = offer_of((uintptr_t)thread, threads);
	struct sockaddr_in to[BATCH];
	struct mmsghdr messages[BATCH] = {};
	struct iovec bytes = { .iov_base = "counted", .iov_len = 8 };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), filled;
	uint64_t count = 0;

	need(fd >= 0, "opening a socket");
	for (int i = 0; i < BATCH; i++)
		messages[i].msg_hdr = (struct msghdr){ .msg_name = &to[i],
						       .msg_namelen = sizeof(to[i]),
						       .msg_iov = &bytes,
						       .msg_iovlen = 1 };
	while ((filled = next_batch(&offer, to))) {
		for (int done = 0, more; done < filled; done += more) {
			more = sendmmsg(fd, messages + done, filled - done, 0);
			need(more > 0, "sending");
		}
		count += filled;
	}
	__atomic_fetch_add(&sent, count, __ATOMIC_RELAXED);
	close(fd);
	return NULL;
}

static int print_all(void)
{
	struct offer offer = offer_of(0, 1);
	struct tuple printed;
	uint32_t rank;

	while (next(&offer, &rank)) {
		printed = tuple_of(rank);
		if (fwrite(&printed, sizeof(printed), 1, stdout) != 1)
			break;
	}
	return 0;
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

int main(int count, char **arguments)
{
	pthread_t running[MOST_THREADS];
	struct timespec begin, end;
	char line[16];

	tuples = count > 1 ? strtoul(arguments[1], NULL, 10) : 0;
	need(tuples > TOLD && tuples <= MOST_TUPLES, "so many tuples");
	if (count < 4)
		return print_all();
	threads = atoi(arguments[2]);
	need(threads && threads <= MOST_THREADS, "so many threads");
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("{\"pid\":%d}\n", getpid());
	if (!fgets(line, sizeof(line), stdin))
		return 0;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (uintptr_t i = 0; i < threads; i++)
		need(!pthread_create(&running[i], NULL, send_all, (void *)i), "starting a thread");
	for (uint32_t i = 0; i < threads; i++)
		pthread_join(running[i], NULL);
	clock_gettime(CLOCK_MONOTONIC, &end);
	tell_truth(arguments[3]);
	printf("{\"sent\":%lu,\"seconds\":%f}\n", sent,
	       end.tv_sec - begin.tv_sec + (end.tv_nsec - begin.tv_nsec) / 1e9);
	return 0;
}
