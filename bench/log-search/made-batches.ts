import { constants, zstdCompressSync } from 'node:zlib';
import { logBatchHeaders } from '#contract/log-batch.ts';
import { kinds } from '../log-lines/made-lines.ts';

const agent = 'host-1';
const spool = 'made-by-the-bench-0001';
const linesOfBatch = 4096;
const hostCount = 20;
const levels = ['debug', 'info', 'info', 'info', 'info', 'info', 'info', 'warn', 'warn', 'error'];
/** As agents do it. */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export interface MadeBatch {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly lines: number;
  readonly messageBytes: number;
}

/** Lines of a day of all kinds, evenly in time, as the process that reads logs sends them; one in a hundred thousand has a word of its own. */
export function* madeBatches(lines: number, window: { readonly fromMs: number; readonly toMs: number }): Generator<MadeBatch> {
  const stepMs = (window.toMs - window.fromMs) / lines;
  for (let first = 0; first < lines; first += linesOfBatch) {
    const count = Math.min(linesOfBatch, lines - first);
    const made = Array.from({ length: count }, (_, at) => rowOf(first + at, window.fromMs + (first + at) * stepMs));
    const headers = {
      'content-type': 'application/x-ndjson',
      'content-encoding': 'zstd',
      [logBatchHeaders.agent]: agent,
      [logBatchHeaders.spool]: spool,
      [logBatchHeaders.first]: String(first + 1),
      [logBatchHeaders.count]: String(count),
      [logBatchHeaders.day]: new Date().toISOString().slice(0, 10),
    };
    const body = zstdCompressSync(made.map(({ row }) => row).join(''), compression);
    yield { headers, body: new Uint8Array(body), lines: count, messageBytes: made.reduce((sum, { bytes }) => sum + bytes, 0) };
  }
}

const makers = Object.entries(kinds);

function rowOf(n: number, ms: number): { readonly row: string; readonly bytes: number } {
  const [kind = '', line = () => ''] = makers[n % makers.length] ?? [];
  const message = n % 100_000 === 7 ? `${line(n)} needle` : line(n);
  const row = {
    time: new Date(ms).toISOString(),
    level: levels[n % levels.length],
    identity: `container:${kind}-${n % hostCount}`,
    source: `/var/log/${kind}.log`,
    message,
    attributes: { customer: n % 1000, 'log.iostream': 'stdout' },
    pattern: `made-${kind}`,
  };
  return { row: `${JSON.stringify(row)}\n`, bytes: message.length };
}
