import assert from 'node:assert/strict';
import test from 'node:test';
import { bestOf, contest, worstOf } from './contest.ts';
import { resultText } from './result-text.ts';

const figures = [
  { key: 'ms', name: 'time', unit: 'ms', better: 'less' },
  { key: 'perSecond', name: 'events', unit: '/s', better: 'more' },
] as const;

test('contenders take turns, warm-ups do not count, and ratios say how often ours is better', async () => {
  const turns: string[] = [];
  const contender = (name: string, ms: readonly number[], perSecond?: number) => ({
    name,
    async measure(round: number) {
      turns.push(`${name}${round}`);
      return { ms: ms[round] ?? 0, ...(perSecond === undefined ? {} : { perSecond }) };
    },
  });
  const measured = await contest({
    title: 'of two',
    figures,
    rounds: 3,
    warmUps: 1,
    contenders: [contender('a', [99, 4, 2, 3], 100), contender('b', [0.1, 30, 20, 40])],
  });
  assert.deepEqual(turns, ['a0', 'b0', 'a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
  assert.deepEqual(measured.standings, [
    { contender: 'a', figures: { ms: { best: 2, worst: 4, timesOurs: 1 }, perSecond: { best: 100, worst: 100, timesOurs: 1 } } },
    { contender: 'b', figures: { ms: { best: 20, worst: 40, timesOurs: 10 } } },
  ]);
  assert.deepEqual([bestOf(measured, 'ms', 1), worstOf(measured, 'ms', 1), bestOf(measured, 'perSecond', 1)], [20, 40, Number.NaN]);
  assert.equal(
    resultText({ contests: [measured], verdicts: [{ says: 'fast', holds: true }], notes: ['no c'] }),
    [
      'of two (best of 3 rounds in turns, worst in brackets)',
      '     time            events',
      '  a  2.0 (4.0) ms    100 (100) /s',
      '  b  20 (40) ms 10×',
      'met: fast',
      'note: no c',
      '',
    ].join('\n'),
  );
});

test('where nothing is compared there is no ratio', () => {
  const standings = ['idle', 'loaded'].map((contender) => ({ contender, figures: { ms: { best: 20, worst: 20 } } }));
  assert.equal(resultText({ contests: [{ title: 'one', rounds: 1, figures, standings }], verdicts: [], notes: [] }).includes('×'), false);
});
