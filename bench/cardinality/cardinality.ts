import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench, Contest, Figure, Standing, Verdict } from '../bench.ts';
import { ContenderProcess, numbers } from '../contender-process.ts';
import { RunningSonde, type Sample, sumOf } from '../running-sonde.ts';
import { countedTuples, OfferedTuples, type Truth } from './offered-tuples.ts';
import { promClient } from './prom-client-run.ts';

const here = import.meta.dirname;
const run = promisify(execFile);
const goal = { tuples: 10_000_000, most: 1000, recall: 0.99, peakBytes: 150_000_000 };
/** As many as Sonde's table of edges has by default. */
const lruEntries = 16_384;
const countedWithinMs = 60_000;
const datagrams = 'sonde_udp_sent_datagrams_total';

const figures: readonly Figure[] = [
  { key: 'held', name: 'tuples held', unit: '', better: 'more' },
  { key: 'missing', name: 'missing in its total', unit: '%', better: 'less' },
  { key: 'recall', name: `of the ${goal.most} most frequent`, unit: '%', better: 'more' },
  { key: 'megabytes', name: 'memory', unit: 'MB', better: 'less' },
];

export const cardinality: Bench = {
  goals: ['G15'],
  title: 'datagrams to 10,000,000 tuples: what is named, and whether the total holds',
  async run(tell) {
    if (process.getuid?.() !== 0) return { contests: [], verdicts: [], notes: ['not measured: it loads BPF programs, which needs root'] };
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'sonde-bench-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    tell('compiling the sender and the peer');
    await compile(folder);
    const { truth, sonde, lru } = await offer(folder, tell);
    tell('the same to prom-client');
    const node = await promClient(join(folder, 'zipf-sender'), goal.tuples);
    const title = `${millions(truth.sent)} datagrams to ${millions(goal.tuples)} tuples in ${truth.seconds.toFixed(0)} s, Zipf with s = 1.1`;
    const standings = [standing('sonde', sonde.figures), standing('BPF LRU map, libbpf', lru)];
    if (node.figures !== undefined) standings.push(standing('prom-client', node.figures));
    const contest: Contest = { title, rounds: 1, figures, standings };
    return { contests: [contest], verdicts: sonde.verdicts, notes: [node.says] };
  },
};

async function compile(folder: string): Promise<void> {
  const clang = (source: string, output: string, args: readonly string[]) =>
    run('clang', ['-O2', '-Wall', '-Werror', `-DLRU_ENTRIES=${lruEntries}`, join(here, source), '-o', join(folder, output), ...args]);
  await Promise.all([
    clang('zipf-sender.c', 'zipf-sender', ['-lm', '-pthread']),
    clang('lru-peer.c', 'lru-peer', ['-lbpf']),
    clang('lru.bpf.c', 'lru.bpf.o', ['-c', '-g', '-target', 'bpf', '-mcpu=v3', '-idirafter', `/usr/include/${machine()}-linux-gnu`]),
  ]);
}

interface Offered {
  readonly truth: Truth;
  readonly sonde: { readonly figures: Values; readonly verdicts: readonly Verdict[] };
  readonly lru: Values;
}

type Values = Readonly<Record<string, number>>;

/** Sonde and the peer see the same datagrams. */
async function offer(folder: string, tell: (text: string) => void): Promise<Offered> {
  await using stack = new AsyncDisposableStack();
  const sonde = await RunningSonde.start();
  stack.defer(() => sonde.stop());
  const tuples = stack.use(await OfferedTuples.open(folder, goal.tuples));
  const held = join(folder, 'held');
  const peer = stack.use(await ContenderProcess.binary('lru-peer', join(folder, 'lru-peer'), [join(folder, 'lru.bpf.o'), tuples.cgroup, held]));
  const before = { samples: await sonde.samples(), ofOthers: await datagramsOfThisNetwork() };
  tell(`sending to ${millions(goal.tuples)} tuples`);
  const truth = await tuples.send();
  const ofLru = numbers(await peer.ask('done'));
  const ofPeer = (await countedTuples(held)).map(({ tuple }) => tuple);
  tell('waiting until all of it is counted');
  const now = await settled(sonde, (samples) => countedIn(samples) - countedIn(before.samples), truth.sent);
  const ofOthers = (await datagramsOfThisNetwork()) - before.ofOthers;
  const peakBytes = await sonde.agentPeakBytes();
  const named = namedTuples(now);
  const counted = countedIn(now) - countedIn(before.samples);
  const lost = sumOf(now, 'sonde_lost_total', []) - sumOf(before.samples, 'sonde_lost_total', []);
  const recall = recallOf(truth, named);
  const off = { counted, lost, ofOthers, sent: truth.sent };
  return {
    truth,
    sonde: {
      figures: { held: named.length, missing: missingOf(truth, counted), recall: recall * 100, megabytes: peakBytes / 1e6 },
      verdicts: judge({ series: sumOf(now, 'sonde_series_exposed', []), budget: sumOf(now, 'sonde_series_budget', []), recall, peakBytes, ...off }),
    },
    lru: { held: ofLru('held'), missing: missingOf(truth, ofLru('total')), recall: recallOf(truth, ofPeer) * 100 },
  };
}

/** The samples once they hold as many as were sent, or no more come. */
async function settled(sonde: RunningSonde, counted: (samples: readonly Sample[]) => number, sent: number): Promise<Sample[]> {
  for (const endMs = performance.now() + countedWithinMs; ; await new Promise((resolve) => setTimeout(resolve, 1000))) {
    const samples = await sonde.samples();
    if (counted(samples) >= sent || performance.now() > endMs) return samples;
  }
}

const isNamed = ({ name, labels }: Sample) => name === datagrams && labels.includes('client="zipf-sender"');

/** What the sender's edges have, and what `other` has, which may be of others too. */
function countedIn(samples: readonly Sample[]): number {
  return sumOf(samples.filter(isNamed), datagrams, []) + sumOf(samples, datagrams, ['client_kind="other"']);
}

function namedTuples(samples: readonly Sample[]): string[] {
  const labelOf = (labels: string, name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
  return samples.filter(isNamed).map(({ labels }) => `${labelOf(labels, 'server')} ${labelOf(labels, 'server_port')}`);
}

function recallOf({ most }: Truth, held: readonly string[]): number {
  const known = new Set(held);
  return most.slice(0, goal.most).filter((tuple) => known.has(tuple)).length / goal.most;
}

function missingOf({ sent }: Truth, counted: number): number {
  return Math.max(0, (1 - counted / sent) * 100);
}

/** Datagrams that others sent meanwhile: they may be in `other` as well. */
async function datagramsOfThisNetwork(): Promise<number> {
  const [, numbers = ''] = [...(await readFile('/proc/net/snmp', 'utf8')).matchAll(/^Udp: (.*)$/gm)].map(([, text]) => text);
  return Number(numbers.split(' ')[3]);
}

interface Judged {
  readonly series: number;
  readonly budget: number;
  readonly recall: number;
  readonly peakBytes: number;
  readonly counted: number;
  readonly lost: number;
  readonly ofOthers: number;
  readonly sent: number;
}

function judge({ series, budget, recall, peakBytes, counted, lost, ofOthers, sent }: Judged): Verdict[] {
  const exact = counted + lost >= sent && counted + lost <= sent + ofOthers;
  return [
    { says: `${series} series exported, of a budget of ${budget}`, holds: series > 0 && series <= budget },
    { says: `${counted} counted + ${lost} lost, of ${sent} sent (others sent ${ofOthers} meanwhile)`, holds: exact },
    { says: `${(recall * 100).toFixed(1)} % of the ${goal.most} most frequent are named, of ${goal.recall * 100} %`, holds: recall >= goal.recall },
    { says: `the agent held ${(peakBytes / 1e6).toFixed(0)} MB at most, of ${goal.peakBytes / 1e6} MB`, holds: peakBytes <= goal.peakBytes },
  ];
}

function standing(contender: string, values: Values): Standing {
  return { contender, figures: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { best: value, worst: value }])) };
}

function millions(count: number): string {
  return `${(count / 1e6).toFixed(1)} M`;
}
