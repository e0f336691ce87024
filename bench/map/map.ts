import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from '@playwright/test';
import type { Bench, BenchResult, Contest, Figure, Verdict } from '../bench.ts';
import { BuiltPages } from '../built-pages.ts';
import { bestOf, type Contender, contest } from '../contest.ts';
import { liveIdleTasksMs } from './live-idle.ts';
import { interactiveMs, longestTaskMs, nearer, panning } from './our-page.ts';
import { SyntheticConsole } from './synthetic-console.ts';

const figures: readonly Figure[] = [
  { key: 'interactiveMs', name: 'to the first picture', unit: 'ms', better: 'less' },
  { key: 'mainMs', name: 'main thread, a pan frame', unit: 'ms', better: 'less' },
  { key: 'framesPerSecond', name: 'pictures while panning', unit: '/s', better: 'more' },
  { key: 'nearFramesPerSecond', name: 'the same, nearer', unit: '/s', better: 'more' },
];
const rounds = 5;
const peerSteps = 6;
const idleMs = 6000;

const goals = { interactiveMs: 1000, mainMs: 8, framesPerSecond: 15, idleTaskMs: 50 };

const browserArgs = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking'];

async function pageIn(browser: Browser): Promise<Page> {
  return await browser.newPage({ viewport: { width: 1440, height: 860 }, colorScheme: 'light' });
}

function ours(browser: Browser, { url, origin }: SyntheticConsole): Contender {
  return {
    name: 'sonde',
    async measure() {
      const page = await pageIn(browser);
      await page.goto(url);
      const first = await interactiveMs(page, `${origin}/map`);
      const far = await panning(page);
      await nearer(page);
      const near = await panning(page);
      await page.close();
      return { interactiveMs: first, ...far, nearFramesPerSecond: near.framesPerSecond };
    },
  };
}

function peer(name: string, browser: Browser, pages: BuiltPages): Contender {
  return {
    name,
    async measure() {
      const page = await pageIn(browser);
      await page.goto(pages.urlOf(pageOf(name)));
      await page.waitForFunction('globalThis.isShown === true', undefined, { timeout: 120_000 });
      const first = await page.evaluate(() => performance.now());
      const stepMs = await page.evaluate((steps) => {
        const { panStep } = globalThis as unknown as { readonly panStep: (step: number) => void };
        const startedMs = performance.now();
        for (let step = 0; step < steps; step += 1) panStep(step);
        return (performance.now() - startedMs) / steps;
      }, peerSteps);
      await page.close();
      return { interactiveMs: first, mainMs: stepMs, framesPerSecond: 1000 / stepMs };
    },
  };
}

/** Peers take minutes: one wants to see that it goes on. */
function told({ name, measure }: Contender, tell: (text: string) => void): Contender {
  return {
    name,
    measure: async (round) => {
      const figuresOfRound = await measure(round);
      tell(`round ${round}, ${name}: ${Object.values(figuresOfRound).map(Math.round).join(', ')}`);
      return figuresOfRound;
    },
  };
}

async function longestIdleTaskMs(browser: Browser, { url, origin }: SyntheticConsole): Promise<number> {
  const page = await pageIn(browser);
  await page.goto(url);
  await interactiveMs(page, `${origin}/map`);
  const longest = await longestTaskMs(page, idleMs);
  await page.close();
  return longest;
}

function judge(measured: Contest, idleTaskMs: number, liveTasksMs: ReadonlyMap<string, number>): Verdict[] {
  const best = (key: Exclude<keyof typeof goals, 'idleTaskMs'>) => bestOf(measured, key);
  return [
    { says: `the first picture within ${goals.interactiveMs} ms`, holds: best('interactiveMs') <= goals.interactiveMs },
    { says: `at most ${goals.mainMs} ms of the main thread for a pan frame`, holds: best('mainMs') <= goals.mainMs },
    { says: `at least ${goals.framesPerSecond} pictures a second without a graphics card`, holds: best('framesPerSecond') >= goals.framesPerSecond },
    {
      says: `at least ${goals.framesPerSecond} of them nearer`,
      holds: bestOf(measured, 'nearFramesPerSecond') >= goals.framesPerSecond,
    },
    { says: `no task longer than ${goals.idleTaskMs} ms while idle`, holds: idleTaskMs <= goals.idleTaskMs },
    ...[...liveTasksMs].map(([path, ms]) => ({
      says: `none on ${path} while its world goes on: the longest ${ms === 0 ? `below ${goals.idleTaskMs}` : ms.toFixed(0)} ms`,
      holds: ms <= goals.idleTaskMs,
    })),
  ];
}

const peerNames = ['sigma', 'cytoscape'];
const pageOf = (name: string): string => `${name}.html`;

/** The peers where they are installed. */
async function startPeers(topology: string): Promise<{ pages: BuiltPages | undefined; notes: string[] }> {
  try {
    const answers = { '/topology.json': { body: gzipSync(topology, { level: 4 }), encoding: 'gzip' } } as const;
    return { pages: await BuiltPages.start(join(import.meta.dirname, 'peers'), peerNames.map(pageOf), answers), notes: [] };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { pages: undefined, notes: [`${peerNames.join(' and ')} are not measured: ${reason}`] };
  }
}

export const serviceMap: Bench = {
  goals: ['G12'],
  title: 'the map of 10,000 nodes and 30,000 edges, in Chromium without a graphics card',
  async run(tell): Promise<BenchResult> {
    tell('laying out the made-up map');
    await using synthetic = await SyntheticConsole.start();
    await using stack = new AsyncDisposableStack();
    const { pages, notes } = await startPeers(await synthetic.topology());
    if (pages !== undefined) stack.use(pages);
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: browserArgs });
    stack.defer(() => browser.close());
    tell(`${rounds} rounds`);
    const peers = pages === undefined ? [] : peerNames.map((name) => peer(name, browser, pages));
    const measured = await contest({
      title: 'overview, panned',
      figures,
      rounds,
      warmUps: 1,
      contenders: [ours(browser, synthetic), ...peers].map((contender) => told(contender, tell)),
    });
    const idleTaskMs = await longestIdleTaskMs(browser, synthetic);
    tell('a world that goes on');
    return { contests: [measured], verdicts: judge(measured, idleTaskMs, await liveIdleTasksMs(browser)), notes };
  },
};
