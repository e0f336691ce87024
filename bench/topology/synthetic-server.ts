import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { type Fixture, startedFixture } from '../../e2e/whole/fixture.ts';

const probe = join(import.meta.dirname, '../loop-probe.ts');
const pollMs = 1000;

const Hello = Type.Object({ url: Type.String(), token: Type.String(), prometheus: Type.String() });
const Stopped = Type.Object({ blockMs: Type.Number() });

export interface GraphSize {
  readonly nodes: number;
  readonly edges: number;
  readonly namespaces: number;
}

/** What else there is in the world than its map. */
export interface WorldSize extends GraphSize {
  readonly hosts?: number;
  readonly alerts?: number;
  /** How many lines and events there are of the last minutes; more go on to come. */
  readonly lines?: number;
  readonly events?: number;
}

export interface Meanwhile {
  readonly blockMs: number;
  /** New values of edges' series that Prometheus took in. */
  readonly updatesPerSecond: number;
}

/** Sonde's server as the supervisor starts it, its Prometheus, and a made-up world that this scrapes. */
export class SyntheticServer implements AsyncDisposable {
  readonly at: { readonly url: string; readonly token: string; readonly prometheus: string };
  readonly #fixture: Fixture;

  private constructor(fixture: Fixture) {
    this.#fixture = fixture;
    this.at = Value.Decode(Hello, JSON.parse(fixture.hello));
  }

  static async start(size: WorldSize, intervalSeconds: number): Promise<SyntheticServer> {
    return new SyntheticServer(await startedFixture('synthetic-server-main.ts', { ...size, interval: intervalSeconds, import: probe }));
  }

  get headers(): Readonly<Record<string, string>> {
    return { authorization: `Bearer ${this.at.token}` };
  }

  /** Waits for every edge on the map, which has all of its series from the second scrape on; fails where it is late. */
  async untilWhole(edges: number, withinMs: number): Promise<void> {
    const endMs = performance.now() + withinMs;
    while ((await this.#edges()) < edges) {
      if (performance.now() > endMs) throw new Error(`the map has not its ${edges} edges within ${withinMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  async #edges(): Promise<number> {
    const response = await fetch(`${this.at.url}/api/topology/columns`, { headers: this.headers });
    if (!response.ok) return 0;
    return Value.Decode(Type.Object({ edges: Type.Object({ rows: Type.Integer() }) }), await response.json()).edges.rows;
  }

  /** What happens at the server while that work goes on. */
  async meanwhile<Result>(work: () => Promise<Result>): Promise<{ readonly result: Result; readonly meanwhile: Meanwhile }> {
    await this.#tell('start');
    const [startedMs, samplesBefore] = [performance.now(), await this.#samples()];
    const result = await work();
    const seconds = (performance.now() - startedMs) / 1000;
    const updatesPerSecond = ((await this.#samples()) - samplesBefore) / seconds;
    const { blockMs } = Value.Decode(Stopped, await this.#tell('stop'));
    return { result, meanwhile: { blockMs, updatesPerSecond } };
  }

  async #samples(): Promise<number> {
    const text = await (await fetch(`${this.at.prometheus}/metrics`)).text();
    return Number(/^prometheus_tsdb_head_samples_appended_total\{type="float"\} (\S+)$/m.exec(text)?.[1]);
  }

  async #tell(message: 'start' | 'stop'): Promise<unknown> {
    return JSON.parse(await this.#fixture.say(message));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#fixture[Symbol.asyncDispose]();
  }
}
