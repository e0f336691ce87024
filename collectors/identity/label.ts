/** A label value is at most this many characters (code points). */
export const maxLabelLength = 63;

/** Bidirectional controls and the byte-order mark draw nothing, but can make one name look like another. */
const invisible = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** Control characters, lone surrogates, line separators, and what quotes or escapes text in PromQL, JSON and a shell. */
const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}"'`\\]+/gu;

/** Text from outside as a label value: never empty, bounded, without quotes and control characters. */
export function label(text: string, fallback: string): string {
  const clean = text.slice(0, 1024).replace(invisible, '').replace(unsafe, '_').trim();
  if (clean === '' || /^_+$/.test(clean)) return fallback;
  const points = Array.from(clean);
  return points.length <= maxLabelLength ? clean : `${points.slice(0, maxLabelLength - 1).join('')}…`;
}

/** What mktemp, Python's tempfile, digests, version numbers, pids and UUIDs look like. */
const generated = [
  /^(?=.*\d)[\d._-]+$/,
  /^(?=.*\d)tmp[a-z0-9_]{8}$/,
  /^tmp\.[A-Za-z0-9]{6,12}$/,
  /^(?=.*\d)[0-9a-f]{8,}$/i,
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
];

/** True of a name that is new at every run, and so would make a new identity each time. */
export function looksGenerated(name: string): boolean {
  return generated.some((shape) => shape.test(name));
}
