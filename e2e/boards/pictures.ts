import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { createServer } from 'vite';
import { type Asked, ask } from './prometheus.ts';
import { type Dashboard, filledIn, type Panel, writtenBoards } from './queries.ts';

/** `node e2e/boards/pictures.ts PROMETHEUS FOLDER [SECONDS]`: a picture of each board over the last 15 minutes, or those before so many seconds since the epoch. */

const stepSeconds = 5;
const spanSeconds = 900;

/** `{{label}}` filled in as Grafana does it. */
const nameOf = (legend: string, { metric }: Asked) => legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? '');

async function drawn(prometheus: string, { targets = [], gridPos: grid, fieldConfig, title, type }: Panel, endSeconds: number) {
  const series = await Promise.all(
    targets.map(async ({ expr, legendFormat = '', instant = false }) => {
      const found = await ask(prometheus, filledIn(expr), { endSeconds, spanSeconds: instant ? 0 : spanSeconds, stepSeconds });
      return found.map((one) => ({ name: nameOf(legendFormat, one), labels: one.metric, values: one.values }));
    }),
  );
  const { unit = '', custom } = fieldConfig?.defaults ?? {};
  return { type, title, grid, unit, stack: custom?.stacking?.mode === 'normal', series: series.flat() };
}

async function boardOf(prometheus: string, { title, panels }: Dashboard, endSeconds: number) {
  const all = await Promise.all(panels.map((panel) => drawn(prometheus, panel, endSeconds)));
  return { title, startMs: (endSeconds - spanSeconds) * 1000, stepSeconds, panels: all };
}

async function takePictures(prometheus: string, folder: string, endSeconds: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const server = await createServer({
    root: join(import.meta.dirname, '..', '..', 'web'),
    configFile: false,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0 },
  });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => server.close());
  await server.listen();
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  stack.defer(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 }, colorScheme: 'dark' });
  for (const board of writtenBoards()) {
    const body = JSON.stringify(await boardOf(prometheus, board, endSeconds));
    await page.route('**/board.json', (route) => route.fulfill({ contentType: 'application/json', body }));
    await page.goto(`${server.resolvedUrls?.local[0]}fixtures/boards.html`);
    await page.locator('.board').waitFor();
    await page.screenshot({ path: join(folder, `${board.uid}.png`), fullPage: true });
    await page.unroute('**/board.json');
  }
}

const [prometheus = '', folder = '', end] = process.argv.slice(2);
await takePictures(prometheus, folder, end === undefined ? Math.floor(Date.now() / 1000) : Number(end));
