import { appendFileSync } from 'node:fs';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import type { TestLine } from './test-lines.ts';

const nameOf = (test: TestCase) => test.titlePath().filter(Boolean).join(' › ');

/** For Playwright's `--reporter`: the same lines as those of runner/test-reporter.ts, to the file that TEST_LINES names. */
export default class BrowserReporter implements Reporter {
  /** How the tests that run again have failed, by their ids. */
  readonly #before = new Map<string, string>();

  onTestBegin(test: TestCase): void {
    this.#write({ started: nameOf(test) });
  }

  onTestEnd(test: TestCase, { status, duration, errors, retry }: TestResult): void {
    const line = { ended: nameOf(test), durationMs: duration };
    const says = errors.map(({ stack, message }) => stack ?? message ?? status).join('\n') || status;
    if (status === 'skipped') this.#write({ ...line, state: 'skipped', says: test.annotations.map(({ description }) => description ?? '').join(', ') });
    else if (status === test.expectedStatus) this.#write({ ...line, state: 'passed', says: this.#before.get(test.id) ?? '' });
    else if (retry < test.retries) this.#before.set(test.id, says);
    else this.#write({ ...line, state: 'failed', says });
  }

  #write(line: TestLine): void {
    appendFileSync(process.env.TEST_LINES ?? '/dev/stderr', `${JSON.stringify(line)}\n`);
  }
}
