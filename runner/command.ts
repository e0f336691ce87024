import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, runChild } from './child.ts';
import type { Suite } from './suite.ts';

const seconds = 120;

/** A check that is one command: of node_modules where it is there, else of this machine. It counts as one test. */
export function command(name: string, [program = '', ...args]: readonly string[]): Suite {
  return {
    name,
    files: '',
    needs: [],
    round: 'quick',
    run: async ({ signal, results, progress }) => {
      const own = join(root, 'node_modules/.bin', program);
      const { failure, output, durationMs } = await runChild(existsSync(own) ? own : program, args, { seconds, signal, log: join(results, `${name}.log`) });
      const says = failure && `${program} ${failure}\n${output}`;
      const outcomes = [{ suite: name, file: '', name, state: failure === '' ? 'passed' : 'failed', durationMs, says } as const];
      progress(outcomes, durationMs);
      return outcomes;
    },
  };
}
