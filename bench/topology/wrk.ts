import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
}

const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

function durationMs(text: string, percentile: string): number {
  const [, value, unit = ''] = new RegExp(`^\\s+${percentile}\\s+([\\d.]+)(us|ms|s|m)\\s*$`, 'm').exec(text) ?? [];
  return Number(value) * (unitMs[unit] ?? Number.NaN);
}

/** One thread, 64 connections; an answer may take its time. */
export async function wrk({ url, headers, seconds }: Load): Promise<{ perSecond: number; p50Ms: number; p99Ms: number }> {
  const sent = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const { stdout } = await run('wrk', ['-t1', '-c64', `-d${seconds}s`, '--timeout', '60s', '--latency', ...sent, url]);
  const failed = /Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)/.exec(stdout);
  if (failed !== null) throw new Error(`wrk on ${url}: ${failed[0]}`);
  return {
    perSecond: Number(/^Requests\/sec:\s+([\d.]+)$/m.exec(stdout)?.[1]),
    p50Ms: durationMs(stdout, '50%'),
    p99Ms: durationMs(stdout, '99%'),
  };
}
