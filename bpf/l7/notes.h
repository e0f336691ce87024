/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a parser notes of each request that waits, so that it knows what answers it. There is a note for as many requests as
 * L7_NOTED; of more than that, those that are as many apart share one, and from the first on that cannot, none has one:
 * as if it were 0.
 */
#pragma once

#include "pairing.h"

/* Of MySQL's notes the third bit; other parsers have two, and use the `length` for what is left of a message. */
static __always_inline bool l7_has_third_bit(const struct l7_stream *stream)
{
	return stream->protocol == L7_MYSQL;
}

/* What was noted of a request that waits. `number`: which request of the stream it is. */
static __always_inline __u32 l7_noted(struct l7_stream *stream, __u32 number)
{
	__u32 place = number % L7_NOTED, note;

	if (stream->flags & L7_IS_PLAIN && (__s32)(number - stream->plain_from) >= 0)
		return 0;
	note = (stream->notes[0] >> place & 1) | (stream->notes[1] >> place & 1) << 1;
	if (l7_has_third_bit(stream))
		note |= (l7_requests_of(stream)->length >> place & 1) << 2;
	return note;
}

/* Writes the note of a request that has a place of its own. */
static __always_inline void l7_change_note(struct l7_stream *stream, __u32 number, __u64 note)
{
	__u32 place = number % L7_NOTED;
	__u64 others = ~(1ULL << place);

	stream->notes[0] = (stream->notes[0] & others) | (note & 1) << place;
	stream->notes[1] = (stream->notes[1] & others) | (note >> 1 & 1) << place;
	if (l7_has_third_bit(stream)) {
		__u64 *third = &l7_requests_of(stream)->length;

		*third = (*third & others) | (note >> 2 & 1) << place;
	}
}

static __always_inline void l7_begin_plain(struct l7_stream *stream)
{
	if (stream->flags & L7_IS_PLAIN)
		return;
	stream->plain_from = stream->asked;
	l7_in_order();
	stream->flags |= L7_IS_PLAIN;
}

/* Those that came when there was no room for a note have one again: 0. */
static __always_inline void l7_end_plain(struct l7_stream *stream)
{
	__u32 count = stream->asked - stream->plain_from, place = stream->plain_from % L7_NOTED;
	__u64 noted = count < L7_NOTED ? ~0ULL << count : 0;

	noted = noted << place | (place ? noted >> (L7_NOTED - place) : 0);
	stream->notes[0] &= noted;
	stream->notes[1] &= noted;
	if (l7_has_third_bit(stream))
		l7_requests_of(stream)->length &= noted;
	l7_in_order();
	stream->flags &= ~L7_IS_PLAIN;
}

/* From the next request on, and until none waits, nothing is known of what answers them: their notes are 0. */
static __always_inline void l7_untell(struct l7_stream *stream)
{
	l7_begin_plain(stream);
	stream->flags |= L7_UNTOLD;
}

/* Notes something of the next request. False: there is no room for it. */
static __always_inline bool l7_note(struct l7_stream *stream, __u32 note)
{
	bool is_full = l7_waiting(stream) >= L7_NOTED;

	l7_begin_anew(stream);
	if (stream->flags & L7_IS_PLAIN) {
		if (!note)
			return true;
		if (is_full || stream->flags & L7_UNTOLD)
			return false;
		l7_end_plain(stream);
	}
	if (!is_full) {
		l7_change_note(stream, stream->asked, note);
		return true;
	}
	if (l7_noted(stream, stream->asked) == note)
		return true;
	if (!note)
		l7_begin_plain(stream);
	return !note;
}
