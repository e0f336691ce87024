import { type Fixture, startedFixture } from '../../e2e/whole/fixture.ts';

/** The console over the made-up map of 10,000 nodes and 30,000 edges. */
export class SyntheticConsole implements AsyncDisposable {
  readonly #fixture: Fixture;

  private constructor(fixture: Fixture) {
    this.#fixture = fixture;
  }

  static async start(): Promise<SyntheticConsole> {
    return new SyntheticConsole(await startedFixture('synthetic-console-main.ts', {}));
  }

  /** Signs a browser in. */
  get url(): string {
    return this.#fixture.hello;
  }

  get origin(): string {
    return new URL(this.url).origin;
  }

  /** The topology as the console gets it. */
  async topology(): Promise<string> {
    const token = new URL(this.url).searchParams.get('token') ?? '';
    return await (await fetch(`${this.origin}/api/topology`, { headers: { authorization: `Bearer ${token}` } })).text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#fixture[Symbol.asyncDispose]();
  }
}
