import { type LogLevel, logLevels } from '#contract/log-levels.ts';

/** The labels of whose lines they are: identity, kind, namespace. */
export type IdentityLabels = readonly [name: string, kind: string, namespace: string];

interface Tally {
  readonly labels: IdentityLabels;
  /** Since they were last taken, by level. */
  lines: number[];
  bytes: number;
  /** When it was last taken with any. */
  lastMs: number;
}

export interface IdentityGain {
  readonly labels: IdentityLabels;
  readonly lines: readonly (readonly [level: LogLevel, lines: number])[];
  readonly bytes: number;
}

/** Whose files do not say who wrote them. */
const unknown: IdentityLabels = ['unknown', 'unknown', ''];
export const others: IdentityLabels = ['other', 'other', 'other'];
const mostIdentities = 1000;
/** Who has written nothing for so long gives its series to another. */
const idleMs = 3_600_000;
const levelIndex: ReadonlyMap<LogLevel, number> = new Map(logLevels.map((level, index) => [level, index]));

/** `container:shop/api-1/app` is api-1/app, a container of shop. */
export function identityLabels(identity: string): IdentityLabels {
  const colon = identity.indexOf(':');
  if (colon <= 0) return unknown;
  const [kind, rest] = [identity.slice(0, colon), identity.slice(colon + 1)];
  // A process may be called by its folder and name.
  const slash = kind === 'process' || kind === 'systemd' ? -1 : rest.indexOf('/');
  return slash < 0 ? [rest, kind, ''] : [rest.slice(slash + 1), kind, rest.slice(0, slash)];
}

/** Counts while lines come, of each identity, so that a series is looked for once a scrape and not once a line. */
export class IdentityLines {
  readonly #tallies = new Map<string, Tally>();
  readonly #others = newTally(others);

  add(identity: string, level: LogLevel, lines: number, bytes: number): void {
    const tally = this.#tallies.get(identity) ?? this.#create(identity);
    const at = levelIndex.get(level) ?? 0;
    tally.lines[at] = (tally.lines[at] ?? 0) + lines;
    tally.bytes += bytes;
  }

  /** What was gained since it was last asked for, and who is idle and forgotten. */
  take(nowMs: number): { readonly gains: readonly IdentityGain[]; readonly gone: readonly IdentityLabels[] } {
    const gains: IdentityGain[] = hasLines(this.#others) ? [gainOf(this.#others)] : [];
    const gone: IdentityLabels[] = [];
    for (const [identity, tally] of this.#tallies) {
      if (hasLines(tally)) {
        gains.push(gainOf(tally));
        tally.lastMs = nowMs;
      } else if (nowMs - tally.lastMs > idleMs) {
        this.#tallies.delete(identity);
        gone.push(tally.labels);
      }
    }
    return { gains, gone };
  }

  #create(identity: string): Tally {
    if (this.#tallies.size >= mostIdentities) return this.#others;
    const tally = newTally(identityLabels(identity));
    this.#tallies.set(identity, tally);
    return tally;
  }
}

function newTally(labels: IdentityLabels): Tally {
  return { labels, lines: logLevels.map(() => 0), bytes: 0, lastMs: 0 };
}

function hasLines({ lines }: Tally): boolean {
  return lines.some((count) => count > 0);
}

function gainOf(tally: Tally): IdentityGain {
  const lines = logLevels.map((level, index) => [level, tally.lines[index] ?? 0] as const).filter(([, count]) => count > 0);
  const gain = { labels: tally.labels, lines, bytes: tally.bytes };
  tally.lines = logLevels.map(() => 0);
  tally.bytes = 0;
  return gain;
}
