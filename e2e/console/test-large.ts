import { test as base } from '@playwright/test';
import { type SyntheticConsole, syntheticConsole } from './synthetic.ts';

/** For what only a large map has: namespaces that are closed from far away, and what runs between them. Time stands still there. */
export const testLarge = base.extend<object, { large: SyntheticConsole }>({
  large: [
    async ({ browserName: _ }, use) => {
      await using large = await syntheticConsole(2000, 3000, 40);
      await use(large);
    },
    { scope: 'worker' },
  ],
});
