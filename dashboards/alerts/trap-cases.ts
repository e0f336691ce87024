import { type Case, quiet, type Row } from './cases.ts';
import { type Duration, secondsOf } from './pace.ts';
import { absurd, gap, growing, growingUnseen, inTurn, late, onceWrong, sampledEvery, steady, steadyUnseen } from './samples.ts';

/** The rows of a rule, of which one has these samples. */
type Given = (values: string) => readonly Row[];

/** Samples on both sides of one hole. */
interface Hole {
  readonly steady: (value: number) => string;
  readonly growing: (by: number, from?: number) => string;
}

const samplesIn = (seconds: number) => Math.floor(seconds / secondsOf(sampledEvery));

/** A counter of what happened long ago. */
export const longAgo = (given: Given, count = 40): Case[] => [
  quiet('missing series', 'it is first seen with all that was counted before', { given: given(late(10, steady(count))), at: '8m' }),
  quiet('partly lost data', 'scrapes fail, and nothing happens meanwhile', { given: given(steadyUnseen(count, 6, 8)), at: '8m' }),
];

/** Beyond the threshold for longer than `wait` only where the hole is taken for more of the same: it is longer than what the rule looks back on. */
export function scrapesFail(wait: Duration, given: (through: Hole) => readonly Row[], lost: Duration = '6m'): Case {
  const [seen, unseen] = [samplesIn((secondsOf(wait) * 2) / 3), samplesIn(secondsOf(lost))];
  const through: Hole = {
    steady: (value) => steadyUnseen(value, seen, unseen),
    growing: (by, from) => growingUnseen(by, seen, unseen, from),
  };
  return quiet('partly lost data', 'scrapes fail before its time is over', { given: given(through), at: `${secondsOf(wait) + secondsOf(lost)}s` });
}

/** Beyond the threshold until it is there no more. */
export function vanishes(wait: Duration, beyond: number, given: Given): Case {
  const values = inTurn(steady(beyond, samplesIn((secondsOf(wait) * 2) / 3)), gap(1));
  return quiet('missing series', 'it is gone before its time is over', { given: given(values), at: `${secondsOf(wait) + 60}s` });
}

/** Of a counter nothing is known of before. */
export const appears = (by: number, from: number, given: Given): Case =>
  quiet('missing series', 'it is first seen with much behind it', { given: given(late(10, growing(by, undefined, from))), at: '15m' });

/** Looked at while it is there. */
export const onceImpossible = (usual: number, given: Given, wrong = absurd): Case =>
  quiet('impossible sample', 'one number among others cannot be', { given: given(onceWrong(usual, wrong, 10)), at: '5m' });
