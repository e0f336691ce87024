import { zstdDecompressSync } from 'node:zlib';
import { logBatchLimits } from '#contract/log-batch.ts';

/** What a body holds: lines; and what each of them should be. */
interface Held {
  readonly what: string;
  readonly one: string;
  readonly count: number;
}

/** The rows of NDJSON that is compressed by zstd; in words, what is wrong with it. */
export function decodeRows<Row>(body: Uint8Array, { what, one, count }: Held, decode: (line: string) => Row | undefined): Row[] | string {
  let text: string;
  try {
    text = zstdDecompressSync(body, { maxOutputLength: logBatchLimits.bytes }).toString('utf8');
  } catch (cause) {
    return `it cannot be decompressed to at most ${logBatchLimits.bytes} bytes: ${cause instanceof Error ? cause.message : cause}`;
  }
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length !== count) return `it holds ${lines.length} ${what}, not ${count}`;
  const rows: Row[] = [];
  for (const [at, line] of lines.entries()) {
    const row = decode(line);
    if (row === undefined) return `line ${at + 1} is no ${one}`;
    rows.push(row);
  }
  return rows;
}
