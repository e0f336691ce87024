import assert from 'node:assert/strict';
import { type Browser, chromium, type Locator, type Page } from '@playwright/test';
import type { Alert } from '#contract/alerts.ts';
import { wholeOf } from '../console/whole.ts';
import type { Sonde } from '../whole/sonde.ts';

/** The page asks the server each 5 s. */
const shownMs = 30_000;

/** The Alerts page in a browser: one for all who look at it, one after the other. */
export class AlertsPage implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #page: Page;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
  }

  static async open(sonde: Sonde): Promise<AlertsPage> {
    const browser = await chromium.launch({ executablePath: '/usr/lib/chromium/chromium-headless-shell', args: ['--disable-gpu'] });
    try {
      const page = await browser.newPage();
      await page.goto(wholeOf(sonde).signInUrl);
      await page.goto(`${sonde.url}/alerts`);
      return new AlertsPage(browser, page);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Until it is listed among what fires, with what it is about. */
  lists(alert: Alert): Promise<void> {
    return this.#look(alert, (row) => row.first().waitFor({ timeout: shownMs }));
  }

  /** Until nothing of it is listed among what fires. */
  listsNoMore(alert: Alert): Promise<void> {
    return this.#look(alert, (row) => row.first().waitFor({ state: 'detached', timeout: shownMs }));
  }

  /** Alone by what is typed: what follows another alert is folded under it, unless that one does not match. */
  #look(alert: Alert, see: (row: Locator) => Promise<void>): Promise<void> {
    const looked = this.#turn.then(async () => {
      await this.#page.getByRole('searchbox', { name: 'Filter the alerts' }).fill(wordsOf(alert));
      // Until then it shows what was found before.
      await this.#page.getByRole('main').locator('[aria-busy="true"]').waitFor({ state: 'detached', timeout: shownMs });
      try {
        await see(this.#rowOf(alert));
      } catch (cause) {
        throw new Error(`${wordsOf(alert)}; the page shows:\n${await this.#page.getByRole('main').textContent()}`, { cause });
      }
    });
    this.#turn = looked.catch(() => undefined);
    return looked;
  }

  #rowOf({ name, entity }: Alert): Locator {
    assert.ok(entity !== null, `${name} is about nothing`);
    const link = (text: string) => this.#page.getByRole('link', { name: text, exact: true });
    return this.#page
      .getByRole('region', { name: 'List of alerts' })
      .getByRole('listitem')
      .filter({ has: link(name) })
      .filter({ has: link(entity.name) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/** What an alert alone has. */
const wordsOf = ({ name, labels }: Alert): string =>
  [name, ...['client', 'server', 'identity', 'mountpoint', 'reason'].flatMap((label) => labels[label] ?? [])].join(' ');
