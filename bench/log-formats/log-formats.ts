import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import type { Bench, Verdict } from '../bench.ts';

/** `FORMATS 100000`: so many inputs for each property. */
const usualInputs = 1_000_000;
const root = join(import.meta.dirname, '..', '..');

/** What reads that others wrote, line by line or as a query: the properties that the tests hold to 10,000 inputs each. */
export const properties: readonly string[] = [
  'collectors/logs/containers/entry.property.test.ts',
  'collectors/logs/journal/export-format.property.test.ts',
  'collectors/logs/kernel/kernel-event.property.test.ts',
  'collectors/logs/kernel/kmsg-record.property.test.ts',
  'collectors/logs/lines/joiner.property.test.ts',
  'collectors/logs/lines/record-writer.property.test.ts',
  'collectors/logs/otlp/request.property.test.ts',
  'collectors/logs/parse/parse.property.test.ts',
  'collectors/logs/patterns/patterns.property.test.ts',
  'collectors/logs/syslog/syslog.property.test.ts',
  'contract/find/find.property.test.ts',
];

export const logFormats: Bench = {
  goals: ['FORMATS'],
  title: 'whatever is read of lines, entries, messages and queries: parsers that never throw',
  async run(tell, [inputs = usualInputs]) {
    const verdicts: Verdict[] = [];
    const env = { PROPERTY_RUNS: String(inputs) };
    const tests = run({ files: properties.map((file) => join(root, file)), concurrency: Math.max(1, availableParallelism() - 1), env });
    let held = 0;
    tests.on('test:pass', ({ name, details }) => {
      held += 1;
      const seconds = Math.round(details.duration_ms / 1000);
      if (seconds > 0) tell(`${name}: ${seconds} s`);
    });
    tests.on('test:fail', ({ name, details }) => verdicts.push({ says: `${name}: ${details.error.message}`, holds: false }));
    for await (const _ of tests);
    verdicts.push({ says: `${held} tests hold, each property for ${inputs} inputs`, holds: held > properties.length });
    return { contests: [], verdicts, notes: [] };
  },
};
