import { Gauge, type Registry } from 'prom-client';
import type { Doctor } from '#contract/routes.ts';
import { doctorChecks, doctorFinding } from '#contract/server-metrics.ts';
import { promOf } from '../own-metrics.ts';
import { checkCount, findingsIn, findingValue } from './findings.ts';

/** More are hardly more causes; how many there are is told of all. */
const mostNamed = 100;
/** What is older tells nothing of now. */
const freshMs = 180_000;

/** What the doctor found last is told with each scrape, so that it is known later. */
export function keepFindings(registry: Registry, latest: () => Doctor | undefined): void {
  const registers = [registry];
  const fresh = () => {
    const found = latest();
    return found !== undefined && Date.now() - Date.parse(found.at) < freshMs ? found : undefined;
  };
  new Gauge({
    ...promOf(doctorChecks, registers),
    collect() {
      this.reset();
      const found = fresh();
      if (found === undefined) return;
      const { failed = [], warning = [] } = Object.groupBy(findingsIn(found), ({ state }) => state);
      this.set({ state: 'failed' }, failed.length);
      this.set({ state: 'warning' }, warning.length);
      this.set({ state: 'ok' }, checkCount(found) - failed.length - warning.length);
    },
  });
  new Gauge({
    ...promOf(doctorFinding, registers),
    collect() {
      this.reset();
      const found = fresh();
      const worstLast = (found === undefined ? [] : findingsIn(found)).sort((a, b) => findingValue[a.state] - findingValue[b.state]);
      // Of checks with one name the worst counts.
      const byName = new Map(worstLast.map(({ name, state }) => [name, findingValue[state]]));
      for (const [check, value] of [...byName].sort(([, a], [, b]) => b - a).slice(0, mostNamed)) this.set({ check }, value);
    },
  });
}
