// SPDX-License-Identifier: Apache-2.0
/* "attach OBJECT CGROUP" attaches the programs of an object, says {} and stays until it is killed. */
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void need(int holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	exit(1);
}

int main(int count, char **arguments)
{
	struct bpf_program *program;
	struct bpf_object *object;
	int cgroup;

	if (count < 3)
		return 2;
	cgroup = open(arguments[2], O_RDONLY);
	need(cgroup >= 0, arguments[2]);
	object = bpf_object__open_file(arguments[1], NULL);
	need(object && !bpf_object__load(object), "loading the object");
	bpf_object__for_each_program(program, object)
	{
		int is_packets = bpf_program__type(program) == BPF_PROG_TYPE_CGROUP_SKB;

		need(!!(is_packets ? bpf_program__attach_cgroup(program, cgroup)
				   : bpf_program__attach(program)),
		     bpf_program__name(program));
	}
	puts("{}");
	fflush(stdout);
	pause();
	return 0;
}
