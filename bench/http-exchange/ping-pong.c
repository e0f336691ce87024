// SPDX-License-Identifier: Apache-2.0
/*
 * HTTP exchanges over one loopback connection, both ends in this one process, so that their whole price lies on one core.
 * Answers each line on its standard input with the time of one exchange, by bursts that are too short for the scheduler to come
 * between: that of the fastest tenth.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BURSTS	  400
#define EXCHANGES 250

static const char request[] =
	"GET /api/v1/items/42 HTTP/1.1\r\nHost: shop\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n";
static const char answer[] =
	"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\nhello world\n";

static void need(int holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	exit(1);
}

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

static void pass(int from, int to, const char *text, size_t bytes)
{
	char taken[512];

	need(write(from, text, bytes) == (ssize_t)bytes, "writing");
	need(read(to, taken, sizeof(taken)) == (ssize_t)bytes, "reading");
}

static int by_time(const void *a, const void *b)
{
	double before = *(const double *)a, after = *(const double *)b;

	return (before > after) - (before < after);
}

static double measure(int client, int server)
{
	static double bursts[BURSTS];

	for (int burst = 0; burst < BURSTS; burst++) {
		double began = now_ns();

		for (int i = 0; i < EXCHANGES; i++) {
			pass(client, server, request, sizeof(request) - 1);
			pass(server, client, answer, sizeof(answer) - 1);
		}
		bursts[burst] = (now_ns() - began) / EXCHANGES;
	}
	qsort(bursts, BURSTS, sizeof(bursts[0]), by_time);
	return bursts[BURSTS / 10];
}

int main(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t bytes = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0), no_delay = 1;
	char line[64];

	need(!bind(listener, (struct sockaddr *)&address, sizeof(address)), "binding");
	need(!listen(listener, 1), "listening");
	need(!getsockname(listener, (struct sockaddr *)&address, &bytes), "asking for the port");
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("{\"port\":%d}\n", ntohs(address.sin_port));
	/* A connection for each measurement: one that was there before is another case. */
	while (fgets(line, sizeof(line), stdin)) {
		int client = socket(AF_INET, SOCK_STREAM, 0), server;

		need(!connect(client, (struct sockaddr *)&address, sizeof(address)), "connecting");
		server = accept(listener, NULL, NULL);
		need(server >= 0, "accepting");
		setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &no_delay, sizeof(no_delay));
		setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &no_delay, sizeof(no_delay));
		printf("{\"exchangeNs\":%.0f}\n", measure(client, server));
		close(client);
		close(server);
	}
	return 0;
}
