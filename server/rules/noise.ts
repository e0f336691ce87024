/** How much an alert told of what nobody had to look at. */

/** A time in which it fired. */
export interface Firing {
  readonly key: string;
  readonly fromMs: number;
  /** Null: it still does. */
  readonly toMs: number | null;
  /** Somebody silenced it, or said that they look after it; undefined where that is not known. */
  readonly isHandled?: boolean | undefined;
}

export interface Noise {
  /** 0: calm. 1: every alert was short, or came again and again. */
  readonly score: number;
  readonly says: string;
}

/** Over before anybody could have looked. */
const shortMs = 5 * 60_000;
/** The same again so soon is the same trouble. */
const againMs = 30 * 60_000;

const dayMs = 86_400_000;

function durationText(ms: number): string {
  const units = [
    ['d', dayMs],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ] as const;
  const [unit, size] = units.find(([, of]) => ms >= of) ?? ['s', 1000];
  return `${Number((ms / size).toPrecision(2))} ${unit}`;
}

function median(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Those that the same alert follows soon. */
function comeAgain(firings: readonly Firing[]): number {
  const lastEnd = new Map<string, number | null>();
  let again = 0;
  for (const { key, fromMs, toMs } of firings.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const end = lastEnd.get(key);
    if (end !== undefined && end !== null && fromMs - end < againMs) again += 1;
    lastEnd.set(key, toMs);
  }
  return again;
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);

/** Of a time of so many milliseconds, that ended at `nowMs`. */
export function noiseOf(firings: readonly Firing[], { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): Noise {
  const total = firings.length;
  const days = Math.max(1, (toMs - fromMs) / dayMs);
  const span = `in ${durationText(toMs - fromMs)}`;
  if (total === 0) return { score: 0, says: `it never fired ${span}` };
  const lengths = firings.map((one) => (one.toMs ?? toMs) - one.fromMs).sort((a, b) => a - b);
  const short = firings.filter((one) => one.toMs !== null && one.toMs - one.fromMs < shortMs).length;
  const again = comeAgain(firings);
  const known = firings.filter(({ isHandled }) => isHandled !== undefined);
  const handled = known.filter(({ isHandled }) => isHandled).length;
  // Which share of them was no news, weighed by whether there were enough of them to disturb anybody: five a day are.
  const needless = Math.max(short, again) / total;
  const often = Math.min(1, total / days / 5);
  const score = Number((needless * (0.5 + 0.5 * often)).toFixed(2));
  const parts = [
    `it fired ${times(total)} ${span}, for ${durationText(median(lengths))} at the median`,
    ...(short > 0 ? [`${short} of them for less than ${durationText(shortMs)}`] : []),
    ...(again > 0 ? [`${again} within ${durationText(againMs)} of the one before`] : []),
    ...(known.length > 0 ? [`${Math.round((100 * handled) / known.length)} % were silenced or acknowledged`] : []),
  ];
  return { score, says: parts.join('; ') };
}
