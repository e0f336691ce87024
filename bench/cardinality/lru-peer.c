// SPDX-License-Identifier: Apache-2.0
/*
 * "lru-peer OBJECT CGROUP HELD" counts what leaves the cgroup. It reads the map every 5 s and adds up what each entry gained,
 * one that came back from its start. At a line on its standard input it answers what all of that came to, and
 * writes into the file HELD what the map holds then: "ADDRESS PORT".
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lru.h"

#define READ_EVERY_MS 5000
#define ROOM	      (LRU_ENTRIES + 1024) /* a batch ends before a bucket that does not fit */

struct entry {
	struct lru_key key;
	__u64 count;
};

static struct entry entries[2][ROOM];
static __u32 held[2];
static struct lru_key keys[ROOM];
static __u64 counts[ROOM];
static __u64 total;

static void need(int holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	exit(1);
}

static int by_key(const void *one, const void *other)
{
	return memcmp(one, other, sizeof(struct lru_key));
}

static __u32 read_all(int map)
{
	__u32 read = 0, position, batch;
	int failed = 0;

	while (!failed) {
		batch = ROOM - read;
		failed = bpf_map_lookup_batch(map, read ? &position : NULL, &position, keys + read,
					      counts + read, &batch, NULL);
		need(!failed || failed == -ENOENT, "reading the map");
		read += batch;
	}
	return read;
}

/* Reads into entries[now], and compares with what was read before. */
static void add_up(int map, int now)
{
	held[now] = read_all(map);
	for (__u32 i = 0; i < held[now]; i++)
		entries[now][i] = (struct entry){ .key = keys[i], .count = counts[i] };
	qsort(entries[now], held[now], sizeof(struct entry), by_key);
	for (__u32 i = 0; i < held[now]; i++) {
		struct entry *entry = &entries[now][i];
		struct entry *before =
			bsearch(entry, entries[!now], held[!now], sizeof(struct entry), by_key);

		total += entry->count -
			 (before && before->count <= entry->count ? before->count : 0);
	}
}

static void write_held(const char *path, int now)
{
	FILE *file = fopen(path, "w");

	need(!!file, path);
	for (__u32 i = 0; i < held[now]; i++)
		fprintf(file, "%u %u\n", ntohl(entries[now][i].key.address),
			ntohs(entries[now][i].key.port));
	need(!fclose(file), path);
}

int main(int count, char **arguments)
{
	struct pollfd input = { .fd = 0, .events = POLLIN };
	struct bpf_object *object;
	struct bpf_link *link;
	int map, cgroup, now = 0;

	if (count < 4)
		return 2;
	object = bpf_object__open_file(arguments[1], NULL);
	need(object && !bpf_object__load(object), "loading the object");
	map = bpf_object__find_map_fd_by_name(object, "counts");
	cgroup = open(arguments[2], O_RDONLY);
	need(cgroup >= 0, arguments[2]);
	link = bpf_program__attach_cgroup(bpf_object__next_program(object, NULL), cgroup);
	need(!!link, "attaching the program");
	puts("{}");
	fflush(stdout);
	for (; !poll(&input, 1, READ_EVERY_MS); now = !now)
		add_up(map, now);
	add_up(map, now);
	write_held(arguments[3], now);
	printf("{\"total\":%llu,\"held\":%u}\n", total, held[now]);
	fflush(stdout);
	bpf_link__destroy(link);
	bpf_object__close(object);
	return 0;
}
