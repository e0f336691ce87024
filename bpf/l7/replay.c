/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The parsers in user space, for their tests (replay.ts). Standard input holds connections: 'C', their l7_stream_flags and
 * the sequence number of the first byte received; then 'S' for each segment, with its hook, ticks, sequence number, length
 * and bytes. All numbers are of the machine's byte order. Each connection becomes a line of JSON.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/types.h>

#include "feed.h"

#define MOST_STATEMENTS 256

#define LONGEST_TEXT 64

enum hook { RECEIVED, SENT, READ };

struct l7_source {
	/* A block of exactly their length, so that the sanitizer sees who reads beyond. */
	const __u8 *bytes;
	struct l7_work *work;
};

struct replayed {
	struct l7_stream stream;
	struct l7_work work;
	FILE *out; /* fills `said` with what each step found, as JSON */
	char *said;
	size_t said_bytes;
	__u32 orphans, unparsed, steps;
	bool endless;
};

/* Of the connection that is replayed; the oldest makes room. */
static struct {
	struct l7_statement_key key;
	struct l7_statement statement;
} statements[MOST_STATEMENTS];
static __u32 kept_statements;

static struct l7_statement *l7_statement_of(const struct l7_statement_key *key)
{
	for (__u32 i = 0; i < MOST_STATEMENTS && i < kept_statements; i++)
		if (!memcmp(&statements[i].key, key, sizeof(*key)))
			return &statements[i].statement;
	return NULL;
}

static void l7_keep_statement(const struct l7_statement_key *key,
			      const struct l7_statement *statement)
{
	struct l7_statement *kept = l7_statement_of(key), copy = *statement;

	if (!kept) {
		__u32 place = kept_statements++ % MOST_STATEMENTS;

		statements[place].key = *key;
		kept = &statements[place].statement;
	}
	*kept = copy;
}

static void l7_drop_statement(const struct l7_statement_key *key)
{
	static const struct l7_statement_key none;

	for (__u32 i = 0; i < MOST_STATEMENTS; i++)
		if (!memcmp(&statements[i].key, key, sizeof(*key)))
			statements[i].key = none;
}

static __u64 l7_new_connection(void)
{
	return 1;
}

struct packet {
	__u8 hook;
	__u32 ticks, sequence, length;
} __attribute__((packed));

struct opening {
	__u8 flags;
	__u32 first;
} __attribute__((packed));

/* What a window holds beyond its bytes is left from before: anything, also what reads like a message. */
static const char likely[] = "\r\n\n\r\n01 :$*+-HTTP/1.1 200 OK\r\n\r\nGET / HTTP/1.1\r\n";
static __u8 noise[2][4096];
static __u32 noise_at;
static bool with_likely;

static void make_noise(void)
{
	__u32 number = 1;

	for (__u32 i = 0; i < sizeof(noise[0]); i++) {
		number = number * 1664525 + 1013904223;
		noise[0][i] = number >> 24;
		noise[1][i] = likely[(number >> 16) % (sizeof(likely) - 1)];
	}
}

static void scribble(__u8 *to, const __u8 *end)
{
	noise_at = (noise_at + 61) % (sizeof(noise[0]) - L7_WINDOW - L7_SLACK);
	memcpy(to, noise[with_likely] + noise_at, end - to);
}

static bool l7_load(struct l7_source *source, __u32 offset, void *to, __u32 length)
{
	if (!length || length > L7_WINDOW)
		return false;
	memcpy(to, source->bytes + offset, length);
	scribble((__u8 *)to + length, source->work->window + sizeof(source->work->window));
	return true;
}

static void say_text(struct replayed *replayed, const char *kind, __u32 at)
{
	char hex[2 * LONGEST_TEXT + 1];
	__u32 bytes = 0;

	for (; at + bytes < replayed->work.filled && bytes < LONGEST_TEXT; bytes++) {
		__u8 byte = replayed->work.window[at + bytes];

		hex[2 * bytes] = "0123456789abcdef"[byte >> 4];
		hex[2 * bytes + 1] = "0123456789abcdef"[byte & 15];
	}
	hex[2 * bytes] = 0;
	if (bytes)
		fprintf(replayed->out, ",[\"%s\",\"%s\"]", kind, hex);
}

/* What would be told of a request that was answered. */
static void say_told(struct replayed *replayed, __u32 number)
{
	struct l7_stream *stream = &replayed->stream;

	fprintf(replayed->out, ",[\"told\",\"");
	for (__u32 i = 0; number == stream->text_of && i < stream->text_length; i++)
		fprintf(replayed->out, "%02x", stream->text[i]);
	fprintf(replayed->out, "\"]");
}

static void say_step(struct replayed *replayed)
{
	struct l7_work *work = &replayed->work;
	__u32 first = replayed->stream.answered - work->answers;

	for (__u32 i = 0; i < work->answers; i++) {
		fprintf(replayed->out, ",[\"answer\",%u,%u,%u]", work->answered[i].method,
			work->answered[i].status, work->answered[i].ticks);
		say_told(replayed, first + i);
	}
	replayed->orphans += work->orphans;
	replayed->unparsed += work->unparsed;
	say_text(replayed, "text", work->text_at);
	say_text(replayed, "trace", work->trace_at);
}

static void begin_again(struct l7_stream *stream)
{
	if (!l7_try_again(stream))
		stream->protocol = L7_LEFT_ALONE;
}

static void ends_early(struct replayed *replayed, const struct l7_segment *segment)
{
	struct l7_direction *direction = &replayed->stream.directions[segment->sent];

	fprintf(replayed->out, ",[\"verdict\",%d]", segment->verdict);
	if (segment->verdict == L7_UNPARSED || segment->verdict == L7_NOT_LOADED ||
	    segment->verdict == L7_IS_UNPARSABLE)
		replayed->unparsed += l7_waiting(&replayed->stream);
	if (segment->verdict != L7_UNPARSED && segment->verdict != L7_NOT_LOADED) {
		replayed->stream.protocol = L7_LEFT_ALONE;
		replayed->stream.asked = replayed->stream.answered;
		return;
	}
	direction->next = segment->sequence + segment->length;
	direction->carried = 0;
	direction->began_ticks = 0;
	begin_again(&replayed->stream);
}

static void look(struct replayed *replayed, const struct packet *packet, const __u8 *bytes)
{
	struct l7_source source = { .work = &replayed->work };
	struct l7_segment segment = { .source = &source,
				      .stream = &replayed->stream,
				      .work = &replayed->work,
				      .sequence = packet->sequence,
				      .length = packet->length,
				      .sent = packet->hook == SENT };
	__u32 most_steps = 2 * packet->length + 4 * L7_CARRY, steps = 0;
	__u8 *copy = malloc(packet->length);
	bool over = false;

	if (!copy)
		abort();
	source.bytes = memcpy(copy, bytes, packet->length);
	replayed->work.now_ticks = packet->ticks;
	while (!over && steps++ < most_steps) {
		replayed->work.answers = 0;
		replayed->work.orphans = 0;
		replayed->work.unparsed = 0;
		over = l7_step(&segment, segment.sent);
		l7_keep_text(&replayed->stream, &replayed->work);
		say_step(replayed);
	}
	free(copy);
	replayed->steps += steps;
	replayed->endless |= !over;
	if (segment.verdict)
		ends_early(replayed, &segment);
}

static void gap(struct replayed *replayed, struct l7_direction *direction, __u32 next)
{
	fprintf(replayed->out, ",[\"gap\",%u]", next - direction->next);
	replayed->unparsed += l7_waiting(&replayed->stream);
	begin_again(&replayed->stream);
	direction->next = next;
	direction->carried = 0;
}

/* What l7_packet() and segment_read() do with a segment. */
static void follow(struct replayed *replayed, const struct packet *packet, const __u8 *bytes)
{
	struct l7_direction *direction = &replayed->stream.directions[packet->hook == SENT];
	__u32 sequence = packet->sequence, end = sequence + packet->length;

	if (replayed->stream.protocol == L7_LEFT_ALONE || !packet->length)
		return;
	if (packet->hook == READ) {
		if (!direction->synchronized || !l7_is_after(direction->seen, direction->next) ||
		    !l7_is_after(end, direction->next))
			return;
		if (l7_is_after(sequence, direction->next)) {
			gap(replayed, direction, sequence);
			if (replayed->stream.protocol == L7_LEFT_ALONE)
				return;
			direction->synchronized = 1;
		}
		look(replayed, packet, bytes);
		return;
	}
	if (!direction->synchronized)
		l7_synchronize(direction, sequence);
	if (!l7_is_after(end, direction->next))
		return;
	if (!l7_is_after(sequence, direction->next))
		look(replayed, packet, bytes);
	else if (packet->hook == SENT)
		gap(replayed, direction, end);
	else if (l7_is_after(end, direction->seen))
		direction->seen = end;
}

/* More than the tests read: what a parser keeps must not depend on what follows the window's bytes either. */
static void say_state(struct replayed *replayed)
{
	struct l7_stream *stream = &replayed->stream;

	fprintf(replayed->out,
		"],\"protocol\":%u,\"sentAreRequests\":%s,\"asked\":%u,\"answered\":%u,",
		stream->protocol, stream->sent_are_requests ? "true" : "false", stream->asked,
		stream->answered);
	fprintf(replayed->out,
		"\"overflowed\":%s,\"untold\":%s,\"orphans\":%u,\"unparsed\":%u,\"tries\":%u,"
		"\"detail\":%u,",
		stream->flags & L7_OVERFLOWED ? "true" : "false",
		stream->flags & L7_UNTOLD ? "true" : "false", replayed->orphans, replayed->unparsed,
		stream->tries, stream->detail);
	fprintf(replayed->out, "\"endless\":%s,\"steps\":%u}", replayed->endless ? "true" : "false",
		replayed->steps);
	fclose(replayed->out);
}

/* Answers where the next connection begins. */
static const __u8 *replay(struct replayed *replayed, const __u8 *at, const __u8 *end)
{
	struct opening opening;
	struct packet packet;

	*replayed = (struct replayed){ 0 };
	memcpy(&opening, at + 1, sizeof(opening));
	at += 1 + sizeof(opening);
	replayed->stream.flags = opening.flags;
	kept_statements = 0;
	if (opening.flags & L7_FROM_START)
		replayed->stream.directions[RECEIVED] = (struct l7_direction){
			.next = opening.first, .seen = opening.first, .synchronized = 1
		};
	scribble(replayed->work.window, replayed->work.window + sizeof(replayed->work.window));
	replayed->out = open_memstream(&replayed->said, &replayed->said_bytes);
	if (!replayed->out)
		abort();
	fprintf(replayed->out, "{\"events\":[[\"start\"]");
	while (at < end && *at == 'S') {
		memcpy(&packet, at + 1, sizeof(packet));
		at += 1 + sizeof(packet);
		follow(replayed, &packet, at);
		at += packet.length;
	}
	say_state(replayed);
	return at;
}

static __u8 *read_all(size_t *bytes)
{
	size_t room = 1 << 20;
	__u8 *all = malloc(room);

	while (all && (*bytes += fread(all + *bytes, 1, room - *bytes, stdin)) == room)
		all = realloc(all, room *= 2);
	if (!all)
		abort();
	return all;
}

int main(void)
{
	struct replayed once, again;
	size_t bytes = 0;
	__u8 *input = read_all(&bytes);
	const __u8 *at = input, *end = input + bytes;

	make_noise();
	while (at < end && *at == 'C') {
		with_likely = false;
		replay(&once, at, end);
		with_likely = true;
		at = replay(&again, at, end);
		/* A difference: the parser went by what was not there. */
		printf("{\"steady\":%s,\"connection\":%s}\n",
		       strcmp(once.said, again.said) ? "false" : "true", once.said);
		free(once.said);
		free(again.said);
	}
	free(input);
	return at == end ? 0 : 1;
}
