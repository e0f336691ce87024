import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench, Contest, Figure, Verdict } from '../bench.ts';
import { ContenderProcess } from '../contender-process.ts';
import { contest } from '../contest.ts';

const here = import.meta.dirname;
const figures: readonly Figure[] = [
  { key: 'serializeMs', name: 'to text', unit: 'ms', better: 'less' },
  { key: 'cpuMs', name: 'CPU', unit: 'ms', better: 'less' },
  { key: 'blockMs', name: 'event loop blocked', unit: 'ms', better: 'less' },
  { key: 'httpMs', name: 'HTTP, first to last byte', unit: 'ms', better: 'less' },
];

const goals = [
  { count: 100_000, toTextMs: 20, blockMs: 5, isScraped: true },
  { count: 1_000_000, toTextMs: 200, blockMs: undefined, isScraped: false },
];

export const metricsExposition: Bench = {
  goals: ['G7'],
  title: '/metrics of 100,000 and of 1,000,000 gauges, every value changed since the last scrape',
  async run(tell) {
    const folder = await mkdtemp(join(tmpdir(), 'sonde-bench-'));
    try {
      const golang = await buildGolang(folder, tell);
      const contests: Contest[] = [];
      const verdicts: Verdict[] = [];
      for (const goal of goals) {
        const { contest: measured, sameText } = await compare({ ...goal, golang: golang.program, rounds: 5, tell });
        contests.push(measured);
        verdicts.push(...sameText, ...judge(goal, measured));
      }
      return { contests, verdicts, notes: golang.notes };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Golang {
  readonly program: string | undefined;
  readonly notes: readonly string[];
}

async function buildGolang(folder: string, tell: (text: string) => void): Promise<Golang> {
  const program = join(folder, 'client-golang');
  try {
    tell('building the peer in Go');
    await promisify(execFile)('go', ['build', '-C', join(here, 'client-golang'), '-o', program, '.']);
    return { program, notes: [] };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { program: undefined, notes: [`client_golang is not measured: ${reason}`] };
  }
}

export interface Comparison {
  readonly count: number;
  /** Whether they are also scraped over HTTP, and their texts compared. */
  readonly isScraped: boolean;
  readonly golang: string | undefined;
  readonly rounds: number;
  readonly tell: (text: string) => void;
}

/** Also what the test runs, with few gauges and rounds. */
export async function compare({ count, isScraped, golang, rounds, tell }: Comparison): Promise<{ contest: Contest; sameText: Verdict[] }> {
  tell(`starting the contenders with ${count} gauges`);
  await using stack = new AsyncDisposableStack();
  const args = [String(count)];
  const programs = [
    () => ContenderProcess.node('sonde', join(here, '../../collectors/runtime/metrics/serve-gauges.ts'), args),
    () => ContenderProcess.node('prom-client', join(here, 'prom-client.ts'), args),
    ...(golang === undefined ? [] : [() => ContenderProcess.binary('client_golang', golang, args)]),
  ];
  const processes: ContenderProcess[] = [];
  for (const start of programs) processes.push(stack.use(await start()));
  const contenders = processes.map((program) => ({
    name: program.name,
    async measure(round: number) {
      await program.ask(`set ${round}`);
      const figuresOfRound = await program.measure('scrape');
      return isScraped ? { ...figuresOfRound, httpMs: (await scrape(program)).ms } : figuresOfRound;
    },
  }));
  tell(`${rounds} rounds of ${count}`);
  const measured = await contest({ title: `${count} gauges`, figures, rounds, warmUps: 3, contenders });
  return { contest: measured, sameText: isScraped ? [await compareText(count, processes)] : [] };
}

async function compareText(count: number, processes: readonly ContenderProcess[]): Promise<Verdict> {
  const texts: string[] = [];
  for (const program of processes) texts.push((await scrape(program)).text().split('\n').sort().join('\n'));
  const says = `${count}: the same bytes from ${processes.map(({ name }) => name).join(', ')}, after sorting the lines`;
  return { says, holds: texts.every((text) => text.length > 0 && text === texts[0]) };
}

function judge({ count, toTextMs, blockMs }: (typeof goals)[number], { standings }: Contest): Verdict[] {
  const ours = standings[0]?.figures;
  const within = (name: string, value: number | undefined, most: number): Verdict => ({
    says: `${count}: ${name} ${value?.toFixed(1)} ms of ${most} ms`,
    holds: value !== undefined && value <= most,
  });
  const verdicts = [within('to text', ours?.serializeMs?.best, toTextMs)];
  if (blockMs !== undefined) verdicts.push(within('event loop blocked at most, in the quietest round,', ours?.blockMs?.best, blockMs));
  return verdicts;
}

interface Answer {
  readonly ms: number;
  text(): string;
}

function scrape({ name, hello }: ContenderProcess): Promise<Answer> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: hello.port, path: '/metrics', agent: false }, async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part);
      const ms = performance.now() - startMs;
      if (response.statusCode === 200) resolve({ ms, text: () => Buffer.concat(parts).toString('latin1') });
      else reject(new Error(`${name} answered ${response.statusCode} to GET /metrics`));
    });
    asked.on('error', (cause) => reject(new Error(`scraping ${name}`, { cause }))).end();
  });
}
