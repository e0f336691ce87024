import { get } from 'node:http';
import { join } from 'node:path';
import type { Bench, Contest, Figure, Verdict } from '../bench.ts';
import { ContenderProcess } from '../contender-process.ts';
import { bestOf, type Contender, contest } from '../contest.ts';
import { type GraphSize, SyntheticServer } from './synthetic-server.ts';
import { type Load, wrk } from './wrk.ts';

const figures: readonly Figure[] = [
  { key: 'p99Ms', name: 'p99', unit: 'ms', better: 'less' },
  { key: 'p50Ms', name: 'median', unit: 'ms', better: 'less' },
  { key: 'perSecond', name: 'requests', unit: '/s', better: 'more' },
  { key: 'kilobytes', name: 'an answer', unit: 'kB', better: 'less' },
  { key: 'blockMs', name: 'event loop blocked', unit: 'ms', better: 'less' },
  { key: 'updatesPerSecond', name: 'edge updates meanwhile', unit: '/s', better: 'more' },
];
const rounds = 5;
const seconds = 5;
const warmUpSeconds = 2;
const wholeWithinMs = 120_000;

interface Goal {
  readonly name: string;
  readonly size: GraphSize;
  /** Each scrape updates every series: so often that these are more than 50,000 a second. */
  readonly intervalSeconds: number;
  readonly p99Ms: number;
  readonly perSecond: number | undefined;
}

const goals: readonly Goal[] = [
  { name: '1,000 services, 3,000 edges', size: { nodes: 1000, edges: 3000, namespaces: 40 }, intervalSeconds: 0.5, p99Ms: 20, perSecond: 10_000 },
  { name: '10,000 services, 30,000 edges', size: { nodes: 10_000, edges: 30_000, namespaces: 200 }, intervalSeconds: 5, p99Ms: 100, perSecond: undefined },
];
const leastUpdatesPerSecond = 50_000;

/** What goes over the wire: fetch would unpack it. */
async function kilobytesOf({ url, headers }: Load): Promise<number> {
  return await new Promise((resolve, reject) => {
    get(url, { headers }, async (response) => {
      let bytes = 0;
      for await (const part of response) bytes += (part as Buffer).length;
      resolve(bytes / 1000);
    }).on('error', reject);
  });
}

/** One contender's turn. Meanwhile the map goes on changing, also where the peer is asked, which knows nothing of it. */
function underLoad(name: string, server: SyntheticServer, load: Load, isOurs: boolean): Contender {
  return {
    name,
    measure: async (round) => {
      const kilobytes = await kilobytesOf(load);
      const { result, meanwhile } = await server.meanwhile(() => wrk(round === 0 ? { ...load, seconds: warmUpSeconds } : load));
      const { blockMs, updatesPerSecond } = meanwhile;
      return { ...result, kilobytes, updatesPerSecond, ...(isOurs && { blockMs }) };
    },
  };
}

async function measure({ name, size, intervalSeconds }: Goal, tell: (text: string) => void): Promise<Contest> {
  tell(`a world of ${name}`);
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await SyntheticServer.start(size, intervalSeconds));
  await server.untilWhole(size.edges, wholeWithinMs);
  const url = `${server.at.url}/api/topology`;
  const naive = stack.use(
    await ContenderProcess.node('JSON for each request', join(import.meta.dirname, 'naive-json.ts'), [url, server.headers.authorization ?? '']),
  );
  const headers = { ...server.headers, 'accept-encoding': 'gzip' };
  tell(`${rounds} rounds of ${seconds} s each`);
  const ours = (what: string, address: string) => underLoad(what, server, { url: address, headers, seconds }, true);
  return await contest({
    title: `${name}, 64 connections`,
    figures,
    rounds,
    warmUps: 1,
    contenders: [
      ours('sonde', `${url}/columns`),
      ours('sonde, in rows', url),
      underLoad(naive.name, server, { url: `http://127.0.0.1:${naive.hello.port}/`, headers: {}, seconds }, false),
    ],
  });
}

function judge({ name, p99Ms, perSecond }: Goal, measured: Contest): Verdict[] {
  const best = (key: string) => bestOf(measured, key);
  return [
    { says: `${name}: p99 ${best('p99Ms').toFixed(1)} ms of ${p99Ms} ms`, holds: best('p99Ms') <= p99Ms },
    ...(perSecond === undefined
      ? []
      : [{ says: `${name}: ${best('perSecond').toFixed(0)} requests/s of ${perSecond}`, holds: best('perSecond') >= perSecond }]),
    {
      says: `${name}: ${best('updatesPerSecond').toFixed(0)} updates of edges a second, of ${leastUpdatesPerSecond}`,
      holds: best('updatesPerSecond') >= leastUpdatesPerSecond,
    },
  ];
}

export const topologyApi: Bench = {
  goals: ['G11'],
  title: 'the topology API over a world that changes',
  async run(tell) {
    const contests: Contest[] = [];
    const verdicts: Verdict[] = [];
    for (const goal of goals) {
      const measured = await measure(goal, tell);
      contests.push(measured);
      verdicts.push(...judge(goal, measured));
    }
    return { contests, verdicts, notes: [] };
  },
};
