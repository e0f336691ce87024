import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runbooksIn } from '#contract/runbooks.ts';
import { ProblemError } from '../problem.ts';
import type { Handlers } from './handlers.ts';

const file = join(import.meta.dirname, '..', '..', 'dashboards', 'alerts', 'runbooks.md');

/** Those of our own alerts; they are read once. */
export function runbookRoutes(): Pick<Handlers, 'GET /api/runbooks/:name'> {
  const runbooks = runbooksIn(readFileSync(file, 'utf8'));
  return {
    'GET /api/runbooks/:name': async ({ params: { name } }) => {
      const runbook = runbooks.get(name);
      if (runbook === undefined) throw new ProblemError(404, `there is no runbook ${name}`);
      return runbook;
    },
  };
}
