// SPDX-License-Identifier: Apache-2.0
/*
 * "peer OBJECT PID WAKE_EVENTS" reads what that program sends about this process through a perf buffer, "peer OBJECT
 * PID" through a ring, both with libbpf. On its standard input "attach" and "finish" begin and end a round.
 */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "event.h"

/* As our reader in TypeScript while there is much to read. */
#define RING_DRAIN_US 5000

struct perf_sample {
	struct perf_event_header header;
	__u32 bytes;
	struct transport_event event;
} __attribute__((packed));

static struct {
	struct bpf_object *object;
	struct bpf_link *link;
	struct ring_buffer *ring;
	struct perf_buffer *perf;
	pthread_t reader;
	volatile bool finishing;
	double cpu_ms_before;
	__u64 read;
	__u64 missed;
	__u64 next;
} now;

static void check(bool holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	exit(1);
}

static void visit(const struct transport_event *event)
{
	now.read++;
	now.missed += event->sequence - now.next;
	now.next = event->sequence + 1;
}

static int visit_in_ring(void *context, void *event, size_t bytes)
{
	visit(event);
	return 0;
}

static enum bpf_perf_event_ret visit_in_perf_buffer(void *context, int cpu,
						    struct perf_event_header *header)
{
	if (header->type == PERF_RECORD_SAMPLE)
		visit(&((struct perf_sample *)header)->event);
	return LIBBPF_PERF_EVENT_CONT;
}

static void *read_ring(void *unused)
{
	while (!now.finishing) {
		ring_buffer__consume(now.ring);
		usleep(RING_DRAIN_US);
	}
	ring_buffer__consume(now.ring);
	return NULL;
}

static void *read_perf_buffer(void *unused)
{
	while (!now.finishing)
		perf_buffer__poll(now.perf, 100);
	perf_buffer__consume(now.perf);
	return NULL;
}

static double cpu_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static struct perf_buffer *open_perf_buffer(int map, int wake_events)
{
	struct perf_event_attr wanted = {
		.size = sizeof(wanted),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.wakeup_events = wake_events,
	};
	int producers_cpu = 0;
	struct perf_buffer_raw_opts options = {
		.sz = sizeof(options),
		.cpu_cnt = 1,
		.cpus = &producers_cpu,
		.map_keys = &producers_cpu,
	};

	return perf_buffer__new_raw(map, TRANSPORT_BYTES / getpagesize(), &wanted,
				    visit_in_perf_buffer, NULL, &options);
}

static void attach(const char *object, __u32 pid, int wake_events)
{
	size_t bytes;
	int map;

	memset(&now, 0, sizeof(now));
	now.object = bpf_object__open_file(object, NULL);
	check(now.object, "opening the object");
	*(__u32 *)bpf_map__initial_value(bpf_object__find_map_by_name(now.object, ".rodata"),
					 &bytes) = pid;
	check(!bpf_object__load(now.object), "loading the object");
	map = bpf_object__find_map_fd_by_name(now.object, "events");
	if (wake_events)
		now.perf = open_perf_buffer(map, wake_events);
	else
		now.ring = ring_buffer__new(map, visit_in_ring, NULL, NULL);
	check(now.perf || now.ring, "opening the buffer");
	now.cpu_ms_before = cpu_ms();
	check(!pthread_create(&now.reader, NULL, wake_events ? read_perf_buffer : read_ring, NULL),
	      "starting to read");
	now.link = bpf_program__attach(bpf_object__next_program(now.object, NULL));
	check(now.link, "attaching the program");
	puts("{}");
}

static void finish(void)
{
	struct transport_counts counts;
	__u32 first = 0;

	now.finishing = true;
	pthread_join(now.reader, NULL);
	printf("{\"cpuMs\":%f,", cpu_ms() - now.cpu_ms_before);
	check(!bpf_map_lookup_elem(bpf_object__find_map_fd_by_name(now.object, ".data.counts"),
				   &first, &counts),
	      "reading the counts");
	printf("\"read\":%llu,\"missed\":%llu,\"made\":%llu,\"lost\":%llu}\n", now.read,
	       now.missed + counts.made - now.next, counts.made, counts.lost);
	bpf_link__destroy(now.link);
	ring_buffer__free(now.ring);
	perf_buffer__free(now.perf);
	bpf_object__close(now.object);
}

static int print_nothing(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return 0;
}

int main(int count, char **arguments)
{
	char line[16];

	if (count < 3)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	libbpf_set_print(print_nothing);
	puts("{}");
	while (scanf("%15s", line) == 1) {
		if (!strcmp(line, "attach"))
			attach(arguments[1], atoi(arguments[2]),
			       count > 3 ? atoi(arguments[3]) : 0);
		else
			finish();
	}
	return 0;
}
