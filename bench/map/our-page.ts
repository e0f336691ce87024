import type { Page } from '@playwright/test';

const frames = 120;

/** From the start of the navigation until the canvas shows more than its ground. What a worker paints is read through another canvas. */
export async function interactiveMs(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' });
  return await page.evaluate(async () => {
    const through = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const isPainted = () => {
      const canvas = document.querySelector<HTMLCanvasElement>('[role="img"] > canvas');
      if (canvas === null || through === null || canvas.width < 2) return false;
      through.drawImage(canvas, 0, 0, 64, 64);
      const { data } = through.getImageData(0, 0, 64, 64);
      const colours = new Set<number>();
      for (let at = 0; at < data.length; at += 4) colours.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
      return colours.size > 8;
    };
    while (!isPainted()) await frame();
    return performance.now();
  });
}

/** Drags the map to and fro, a step a frame. Where the pictures are read, it counts those that are another than in the frame before. */
function drag(page: Page, isRead: boolean): Promise<{ pictures: number; ms: number }> {
  return page.evaluate(
    async ({ frames: count, isRead: reads }) => {
      const map = document.querySelector<HTMLElement>('[role="img"]:has(> canvas)');
      const canvas = map?.querySelector('canvas');
      const through = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      if (!(map && canvas && through)) throw new Error('there is no map');
      map.setPointerCapture = () => undefined;
      const point = (type: string, x: number) =>
        map.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: 400, button: 0, buttons: 1, pointerId: 1, bubbles: true }));
      const strip = () => {
        through.drawImage(canvas, 0, canvas.height / 2, canvas.width, 1, 0, 0, 256, 1);
        return through.getImageData(0, 0, 256, 1).data.join();
      };
      point('pointerdown', 700);
      let before = '';
      let pictures = 0;
      const startedMs = performance.now();
      for (let step = 1; step <= count; step += 1) {
        point('pointermove', 700 + 80 * Math.sin(step / 9) + step / 7);
        await new Promise((resolve) => requestAnimationFrame(resolve));
        if (!reads) continue;
        const now = strip();
        if (now !== before) pictures += 1;
        before = now;
      }
      const ms = performance.now() - startedMs;
      point('pointerup', 700);
      return { pictures, ms };
    },
    { frames, isRead },
  );
}

async function taskSeconds(page: Page): Promise<{ read: () => Promise<number> }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return {
    read: async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
    },
  };
}

/** What the page's own thread does for a step, all of its tasks; and, in a second run, how many pictures came. */
export async function panning(page: Page): Promise<{ mainMs: number; framesPerSecond: number }> {
  const tasks = await taskSeconds(page);
  const before = await tasks.read();
  await drag(page, false);
  const mainMs = (((await tasks.read()) - before) * 1000) / frames;
  const { pictures, ms } = await drag(page, true);
  return { mainMs, framesPerSecond: (pictures * 1000) / ms };
}

/** So near that groups show what is in them. */
export async function nearer(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Workloads', exact: true }).click();
  await page.waitForFunction(() => document.querySelector('[aria-current="step"]')?.textContent === 'Workloads');
}

/** The longest task that begins while nobody touches the page; 0 where none takes 50 ms, which is where browsers begin to tell. */
export async function longestTaskMs(page: Page, forMs: number): Promise<number> {
  return await page.evaluate(
    (ms) =>
      new Promise<number>((resolve) => {
        let longest = 0;
        const observer = new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
        });
        observer.observe({ entryTypes: ['longtask'] });
        setTimeout(() => {
          observer.disconnect();
          resolve(longest);
        }, ms);
      }),
    forMs,
  );
}
