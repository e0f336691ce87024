import { fields, parsed, string } from '../../runtime/decode-config.ts';

const { get } = process.getBuiltinModule('node:http');

const timeoutMs = 5000;
/** Kills come in storms. */
const keptMs = 5000;
/** A report of every collector there may be is some ten KiB. */
const longestReport = 4 << 20;

interface Asked {
  readonly untilMs: number;
  readonly since: Promise<number>;
}

/** The agent tells of OOM kills itself, and better, while its collector `oom` is up. */
export class AgentKills {
  readonly #url: string;
  readonly #token: string;
  #asked: Asked | undefined;

  /** `url` is the agent's, `token` that of the ingest. */
  constructor(url: string, token: string) {
    this.#url = new URL('/doctor', url).href;
    this.#token = token;
  }

  /** Whether it has told, or will, of a kill at that time. An agent that gives no report tells nothing. */
  async tells(at: Date): Promise<boolean> {
    const nowMs = performance.now();
    if (this.#asked === undefined || nowMs > this.#asked.untilMs) {
      const since = this.#ask()
        .then(upSince)
        .catch(() => Number.POSITIVE_INFINITY);
      this.#asked = { untilMs: nowMs + keptMs, since };
    }
    return at.getTime() >= (await this.#asked.since);
  }

  #ask(): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const headers = { Authorization: `Bearer ${this.#token}` };
    const asked = get(this.#url, { headers, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (text.length > longestReport) response.destroy(new Error('the report is too long'));
      });
      response.on('error', reject).on('end', () => resolve(text));
    });
    asked.on('error', reject);
    return promise;
  }
}

/** Since when the collector is up, in milliseconds since the epoch; Infinity while it is not. */
function upSince(text: string): number {
  const report = fields(parsed(text), 'the report');
  const collectors: unknown[] = Array.isArray(report.collectors) ? report.collectors : [];
  const isUp = collectors.some((one) => {
    const { name, up } = fields(one, 'a collector');
    return name === 'oom' && up === true;
  });
  return isUp ? Date.parse(string(report, 'startedAt')) : Number.POSITIVE_INFINITY;
}
