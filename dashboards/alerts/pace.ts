export type Duration = `${number}${'s' | 'm' | 'h' | 'd'}`;

/** How fast time passes for the rules: 1, but in trials, where nobody waits an hour. */
export interface Pace {
  readonly scale: number;
  /** Between two scrapes, and between two looks at a rule. */
  readonly scrapeSeconds: number;
}

/** One host, as it is. */
export const realPace: Pace = { scale: 1, scrapeSeconds: 5 };

/** So many make a rate, even where a scrape of them failed. */
export const rateScrapes = 4;
/**
 * So many make a count. It is held against a number that no trial scales, and what comes by chance comes in bursts: of the 24 refused payments
 * that 12 seconds of the demo have on average, one trial in seven has once no more than 10 within 150 seconds, and none in 4,000 where it is 24 seconds.
 */
export const countScrapes = 8;
/** The agent looks at cgroups and processes every 15 seconds: one such look is always in it. */
export const slowRateSeconds = 30;

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

export function secondsOf(duration: Duration): number {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  const seconds = unitSeconds[unit];
  if (seconds === undefined) throw new Error(`${duration} is no duration`);
  return Number(count) * seconds;
}

/** A duration at a pace: shorter, but never so short that less than so many scrapes lie in it. */
export function atPace(duration: Duration, { scale, scrapeSeconds }: Pace, scrapes: number): Duration {
  const seconds = secondsOf(duration);
  if (scale === 1 || seconds === 0) return duration;
  return `${Math.ceil(Math.min(seconds, Math.max(seconds * scale, scrapes * scrapeSeconds)))}s`;
}
