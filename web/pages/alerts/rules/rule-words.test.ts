import assert from 'node:assert/strict';
import { test } from 'node:test';
import { switchedWords, switchWords, togetherWords } from './rule-words.ts';

test('a switch says that it is of all rules of one name, which those are, and what it did', () => {
  assert.deepEqual(
    [switchWords(true, 1), switchWords(false, 1), switchWords(true, 2), switchWords(false, 3)],
    ['Switch off', 'Switch on', 'Switch off both', 'Switch on all 3'],
  );
  assert.equal(switchedWords({ name: 'LogLag', on: false }, 1), 'LogLag is switched off.');
  assert.equal(switchedWords({ name: 'AgentOverBudget', on: true }, 2), 'Both rules AgentOverBudget are switched on.');
  assert.equal(switchedWords({ name: 'LogLag', on: false }, 4), 'All 4 rules LogLag are switched off.');
  assert.equal(togetherWords([]), undefined);
  assert.equal(
    togetherWords([
      { aspect: 'memory', severity: 'ticket' },
      { aspect: null, severity: 'page' },
    ]),
    'Of the same name, and switched with it: memory (ticket), page.',
  );
});
