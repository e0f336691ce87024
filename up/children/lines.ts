import type { Readable } from 'node:stream';

/** A line longer than this is cut into several. */
const maxLineLength = 16_384;

/** Hands on a stream line by line, the last one too when it has no end. */
export function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) take(part);
    if (rest.length < maxLineLength) return;
    take(rest);
    rest = '';
  });
  stream.on('end', () => {
    if (rest !== '') take(rest);
  });
  // A stream that breaks ends like one that closes: its process is watched, not its output.
  stream.on('error', () => {});
}
