import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentProcesses, Process } from '#contract/processes.ts';
import { ProblemError } from '../problem.ts';
import { together } from './processes.ts';

const process = (pid: number): Process => ({
  ...{ pid, name: 'api', command: 'api', startedAt: '2026-01-01T00:00:00Z' },
  ...{ cpuSeconds: pid, cpuCores: null, residentBytes: 1, connections: null },
});
const answer = (count: number, more = 0): AgentProcesses => ({ processes: Array.from({ length: count }, (_, at) => process(at + 1)), more });

test('what several nodes tell is one list, and who tells nothing is named', () => {
  const away = { node: 'c', reason: 'no answer within 3 s' };
  const { processes, more, unknown } = together([{ node: 'a', answer: answer(2, 1) }, { node: 'b', answer: answer(1, 4) }, away], 0);
  assert.deepEqual(
    processes.map(({ node, pid }) => `${node} ${pid}`),
    ['a 1', 'a 2', 'b 1'],
  );
  assert.deepEqual([more, unknown], [5, [away]]);
});

test('of very many the busiest are told, and none is lost from the count', () => {
  const told = together(Array.from({ length: 50 }, (_, at) => ({ node: `n${at}`, answer: answer(200, 7) })));
  assert.equal(told.processes.length, 1000);
  assert.equal(told.processes.length + told.more, 50 * 207);
  assert.ok(told.processes.every(({ cpuSeconds }) => cpuSeconds > 180));
});

test('where no node tells anything there is no answer', () => {
  assert.throws(
    () => together([{ node: 'c', reason: 'refused' }]),
    (error) => error instanceof ProblemError && error.status === 503,
  );
});
