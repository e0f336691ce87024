import { countText } from '#contract/count-text.ts';
import type { Health } from '#contract/reply.ts';
import { figures, secondsText } from '../quantities.ts';
import type { EdgeFacts, RequestFacts } from './facts.ts';
import { outcomeCount, requestCount, wordsOf } from './requests.ts';

/** What connects came to in a window. */
export interface Attempts {
  readonly connects: number;
  readonly failures: ReadonlyMap<string, number>;
}

/** What requests of one protocol came to. `causes` are the statuses of those that failed, where they are known. */
export interface Answers {
  readonly what: string;
  readonly requests: number;
  readonly errors: number;
  readonly causes: string;
  /** The 99th percentile of the last minutes and that of the hour before. */
  readonly recentP99Seconds: number | null;
  readonly usualP99Seconds: number | null;
}

/** All that the health of an edge, or of one side of a node, is judged by. */
export interface Evidence extends Attempts {
  /** Whether anything at all was seen. */
  readonly seen: boolean;
  readonly isNew: boolean;
  readonly answers: readonly Answers[];
}

const appeared: Health = { state: 'unknown', reasons: ['just appeared: figures come within seconds'], justAppeared: true };
const quiet: Health = { state: 'unknown', reasons: ['nothing was seen in this window'] };
/** Below it a share says nothing. */
export const enough = 10;
const criticalShare = 0.05;
export const warningShare = 0.01;
/** Below it the 99th percentile is one request. */
export const enoughForP99 = 100;
export const slowTimes = 5;

export const failed = ({ failures }: Attempts) => [...failures.values()].reduce((sum, count) => sum + count, 0);

/** The most frequent first: `refused`, or `refused and timeout`. */
export function mostFrequent(counts: ReadonlyMap<string, number>): string {
  const found = [...counts].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  return found
    .slice(0, 2)
    .map(([name]) => name)
    .join(' and ');
}

const whole = (value: number) => Math.round(value);
const isFew = ({ state }: Health) => state === 'unknown';

/** Undefined where there is nothing to judge. */
function shareHealth(bad: number, all: number, sentence: () => string): Health | undefined {
  if (bad === 0) return whole(all) < enough ? undefined : { state: 'ok', reasons: [] };
  if (whole(all) < enough) return { state: 'unknown', reasons: [`${sentence()}; too few to judge`] };
  if (bad / all >= criticalShare) return { state: 'critical', reasons: [sentence()] };
  return bad / all >= warningShare ? { state: 'warning', reasons: [sentence()] } : { state: 'ok', reasons: [] };
}

function connectHealth(attempts: Attempts, whose: Whose): Health | undefined {
  const failures = failed(attempts);
  const all = failures + attempts.connects;
  return shareHealth(failures, all, () => `${countText(failures)} of ${countText(all)} connects${whose} failed: ${mostFrequent(attempts.failures)}`);
}

function answerHealth({ what, requests, errors, causes }: Answers, whose: Whose): Health | undefined {
  return shareHealth(errors, requests, () => `${countText(errors)} of ${countText(requests)} ${what}${whose} failed${causes === '' ? '' : `: ${causes}`}`);
}

function slowHealth({ what, requests, recentP99Seconds: recent, usualP99Seconds: usual }: Answers, whose: Whose): Health | undefined {
  if (recent === null || usual === null || whole(requests) < enoughForP99 || recent <= slowTimes * usual) return undefined;
  return { state: 'warning', reasons: [`the p99 of ${what}${whose} is ${secondsText(recent)}, ${figures(recent / usual)} times that of the hour before`] };
}

const isHealth = (health: Health | undefined): health is Health => health !== undefined;

/** Of an edge, or of what leads to a node or from it. */
type Whose = '' | ' to it' | ' from it';

export function healthOf({ seen, isNew, answers, ...attempts }: Evidence, whose: Whose = ''): Health {
  const requests = answers.map((one) => answerHealth(one, whose)).filter(isHealth);
  const connects = connectHealth(attempts, whose);
  const judged = requests.some((health) => !isFew(health));
  // Where requests tell, a few connects that failed among them need no verdict of their own.
  const told = connects === undefined || (judged && isFew(connects)) ? requests : [connects, ...requests];
  const all = [...told, ...answers.map((one) => slowHealth(one, whose)).filter(isHealth)];
  const asked = answers.some(({ requests: count }) => count > 0);
  if (all.length === 0 && !seen && !asked && attempts.connects + failed(attempts) === 0) {
    return isNew ? appeared : quiet;
  }
  return worst(all);
}

const order: readonly Health['state'][] = ['ok', 'unknown', 'warning', 'critical'];

/** The worst of them, with the reasons of all that are as bad. */
export function worst(healths: readonly Health[]): Health {
  const state = order[Math.max(0, ...healths.map((health) => order.indexOf(health.state)))] ?? 'ok';
  const those = healths.filter((health) => health.state === state);
  return {
    state,
    reasons: those.flatMap(({ reasons }) => reasons),
    ...(those.some(({ justAppeared }) => justAppeared) && { justAppeared: true }),
    ...(those.some(({ notWatched }) => notWatched) && { notWatched: true }),
  };
}

export function addAttempts(all: readonly Attempts[]): Attempts {
  const failures = new Map<string, number>();
  for (const one of all) for (const [reason, count] of one.failures) failures.set(reason, (failures.get(reason) ?? 0) + count);
  return { connects: all.reduce((sum, { connects }) => sum + connects, 0), failures };
}

/** Requests are added; of the percentiles the one that grew most stands for all. */
function addAnswers(what: string, all: readonly Answers[]): Answers {
  const sum = (field: 'requests' | 'errors') => all.reduce((total, one) => total + one[field], 0);
  const growth = ({ recentP99Seconds: recent, usualP99Seconds: usual }: Answers) => (recent === null || usual === null ? 0 : recent / usual);
  const grown = all.filter(({ requests }) => whole(requests) >= enoughForP99).sort((a, b) => growth(b) - growth(a));
  const { recentP99Seconds = null, usualP99Seconds = null } = grown[0] ?? {};
  return { what, requests: sum('requests'), errors: sum('errors'), causes: '', recentP99Seconds, usualP99Seconds };
}

export function answersOf({ protocols }: RequestFacts, causes: ReadonlyMap<string, string> = new Map()): Answers[] {
  return [...protocols].map(([protocol, facts]) => ({
    what: wordsOf(protocol),
    requests: requestCount(facts),
    errors: outcomeCount(facts, 'error'),
    causes: causes.get(protocol) ?? '',
    recentP99Seconds: facts.recentP99Seconds,
    usualP99Seconds: facts.usualP99Seconds,
  }));
}

export const isSeen = ({ open, toServerBytes, toClientBytes }: Pick<EdgeFacts, 'open' | 'toServerBytes' | 'toClientBytes'>) =>
  open + toServerBytes + toClientBytes > 0;

/** One side of a node: all edges that lead to it, or from it. */
export function sideHealth(edges: readonly EdgeFacts[], seen: boolean, whose: Whose): Health {
  const answers = Map.groupBy(
    edges.flatMap(({ l7 }) => answersOf(l7)),
    ({ what }) => what,
  );
  const isNew = edges.some((edge) => edge.isNew);
  return healthOf({ ...addAttempts(edges), seen, isNew, answers: [...answers].map(([what, all]) => addAnswers(what, all)) }, whose);
}
