import { appendFileSync } from 'node:fs';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import type { TestLine } from './test-lines.ts';

const nameOf = (test: TestCase) => test.titlePath().filter(Boolean).join(' › ');

/** Of those that go one after the other. */
const notRun = 'it did not run: one before it failed';

/** For Playwright's `--reporter`: the same lines as those of runner/test-reporter.ts, to the file that TEST_LINES names. */
export default class BrowserReporter implements Reporter {
  onTestBegin(test: TestCase): void {
    this.#write({ started: nameOf(test) });
  }

  onTestEnd(test: TestCase, { status, duration, errors }: TestResult): void {
    const line = { ended: nameOf(test), durationMs: duration, file: test.location.file };
    const says = errors.map(({ stack, message }) => stack ?? message ?? status).join('\n') || (status === 'skipped' ? notRun : status);
    if (test.expectedStatus === 'skipped')
      this.#write({ ...line, state: 'skipped', says: test.annotations.map(({ description }) => description ?? '').join(', ') });
    else if (status === test.expectedStatus) this.#write({ ...line, state: 'passed', says: '' });
    else this.#write({ ...line, state: 'failed', says });
  }

  #write(line: TestLine): void {
    appendFileSync(process.env.TEST_LINES ?? '/dev/stderr', `${JSON.stringify(line)}\n`);
  }
}
