import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import type { History } from '#contract/history.ts';
import type { Bench, BenchResult, Contest, Figure, Verdict } from '../bench.ts';
import { type Answer, BuiltPages } from '../built-pages.ts';
import { bestOf, type Contender, contest } from '../contest.ts';

const panels = 12;
const lines = 8;
const points = 3600;
const samples = 10_000_000;
const rounds = 5;
const panelsPage = 'fixtures/panels.html';
const uplotPage = 'uplot.html';

const goals = { shownMs: 400, samplesMs: 60 };

const figures: readonly Figure[] = [
  { key: 'shownMs', name: 'to the last paint', unit: 'ms', better: 'less' },
  { key: 'longestTaskMs', name: 'longest task', unit: 'ms', better: 'less' },
  { key: 'samplesMs', name: '10 M samples', unit: 'ms', better: 'less' },
];

const web = join(import.meta.dirname, '../../web');

/** What an hour of each second looks like: every line its own wave and its own noise. */
function madeUpHistory(): string {
  const values = (line: number) =>
    Array.from({ length: points }, (_, step) => Number((100 * (line + 1) + 30 * Math.sin(step / (90 + 40 * line)) + 10 * Math.random()).toFixed(3)));
  const history: History = {
    start: '2026-01-01T00:00:00Z',
    stepSeconds: 1,
    steps: points,
    charts: Array.from({ length: panels }, (_, panel) => ({
      id: `Panel ${panel + 1}`,
      query: '',
      series: Array.from({ length: lines }, (__, line) => ({ name: `line ${line + 1}`, unit: '1/s', values: values(line) })),
    })),
  };
  return JSON.stringify(history);
}

/** Each round is a page of its own: from the start of the navigation until all of it is painted, then one chart of many samples. */
function contender(name: string, browser: Browser, url: string): Contender {
  return {
    name,
    async measure() {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
      await page.addInitScript(() => {
        Object.assign(globalThis, { longestTaskMs: 0 });
        const note = (list: PerformanceObserverEntryList) => {
          for (const { duration } of list.getEntries())
            Object.assign(globalThis, { longestTaskMs: Math.max(Reflect.get(globalThis, 'longestTaskMs'), duration) });
        };
        new PerformanceObserver(note).observe({ type: 'longtask', buffered: true });
      });
      await page.goto(url);
      await page.waitForFunction('globalThis.shownMs !== undefined', undefined, { timeout: 60_000 });
      const shown: { shownMs: number; longestTaskMs: number } = await page.evaluate('({ shownMs, longestTaskMs })');
      const samplesMs: number = await page.evaluate(`showSamples(${samples})`);
      await page.close();
      return { ...shown, samplesMs };
    },
  };
}

function judge(measured: Contest): Verdict[] {
  const best = (key: keyof typeof goals) => bestOf(measured, key);
  return [
    { says: `${panels} charts of ${lines} × ${points} points painted within ${goals.shownMs} ms`, holds: best('shownMs') <= goals.shownMs },
    { says: `a chart of ${samples / 1e6} M samples within ${goals.samplesMs} ms`, holds: best('samplesMs') <= goals.samplesMs },
  ];
}

export const charts: Bench = {
  goals: ['G13'],
  title: `${panels} charts of ${lines} × ${points} points, and one of ${samples / 1e6} M samples, in Chromium without a graphics card`,
  async run(tell): Promise<BenchResult> {
    tell('building the pages');
    const answers: Readonly<Record<string, Answer>> = { '/history.json': { body: madeUpHistory() } };
    await using ours = await BuiltPages.start(web, [panelsPage], answers);
    await using uplot = await BuiltPages.start(join(import.meta.dirname, 'peers'), [uplotPage], answers);
    await using browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--disable-gpu', '--disable-background-networking'] });
    tell(`${rounds} rounds`);
    const contenders = [contender('sonde', browser, ours.urlOf(panelsPage)), contender('uPlot', browser, uplot.urlOf(uplotPage))];
    const measured = await contest({ title: 'a page of charts', figures, rounds, warmUps: 1, contenders });
    return { contests: [measured], verdicts: judge(measured), notes: [] };
  },
};
