import { startSonde } from '../whole/sonde.ts';
import { test as base } from './test.ts';
import { type Whole, wholeOf } from './whole.ts';
import { WrittenLog } from './written-log.ts';

/** For what is done to a Sonde, such as stopping its Prometheus: with one that nobody else looks at. The demo is on its map too. */
export const testAlone = base.extend<object, { sonde: Whole }>({
  sonde: [
    async ({ browserName: _ }, use) => {
      using log = new WrittenLog();
      await using sonde = await startSonde({ flags: log.flags });
      await use(wholeOf(sonde));
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});
