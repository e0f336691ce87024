import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';
import type { TestLine } from './test-lines.ts';

type Ended = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>;

/** For `node --test-reporter`. */
export default async function* reporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const names = new Map<number, string>();
  for await (const event of events) {
    if (event.type === 'test:dequeue') yield lineOf({ started: nameIn(names, event.data) });
    else if (event.type === 'test:pass' || event.type === 'test:fail') yield lineOf(ended(event, names.get(event.data.testId) ?? event.data.name));
  }
}

/** Keeps the name of a test, after those of the suites around it. */
function nameIn(names: Map<number, string>, { testId, parentId, name }: { testId: number; parentId: number | undefined; name: string }): string {
  const around = parentId === undefined ? undefined : names.get(parentId);
  const fullName = around === undefined ? name : `${around} › ${name}`;
  names.set(testId, fullName);
  return fullName;
}

const lineOf = (line: TestLine) => `${JSON.stringify(line)}\n`;

function ended(event: Ended, name: string): TestLine {
  const { details, skip, todo, file } = event.data;
  const line = { ended: name, durationMs: details.duration_ms, says: '', ...(file === undefined ? {} : { file }) };
  const reason = skip ?? todo;
  if (reason !== undefined) return { ...line, state: 'skipped', says: reason === true ? 'no reason given' : String(reason) };
  if (event.type === 'test:pass') return details.type === 'suite' ? line : { ...line, state: 'passed' };
  const { error } = event.data.details;
  if ('failureType' in error && error.failureType === 'subtestsFailed') return line;
  return { ...line, state: 'failed', says: inspect(error.cause ?? error) };
}
