import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scaleLimits } from '../paint/view.ts';
import { readStandpoint, standpointOf, viewFrom, writeStandpoint } from './standpoint.ts';

const read = (at: string) => readStandpoint(new URLSearchParams({ at }));

test('what is written is read again, rounded to what can be seen', () => {
  assert.deepEqual(read(writeStandpoint({ x: 1200.4, y: -31.6, scale: 0.123456 })), { x: 1200, y: -32, scale: 0.1235 });
  assert.deepEqual(read('0,-0.5,1'), { x: 0, y: -0.5, scale: 1 });
});

test('what makes no sense says nothing; a scale that cannot be is the nearest that can', () => {
  for (const mangled of ['', '1,2', '1,2,3,4', '1,2,x', '1,,1', '1,2,0', '1,2,-1', 'NaN,2,1', '1e3,2,1', 'Infinity,2,1', '1,2, 1', '99999999,2,1'])
    assert.equal(read(mangled), undefined, mangled);
  assert.equal(read('1,2,0.0001')?.scale, scaleLimits.least);
  assert.equal(read('1,2,99')?.scale, scaleLimits.most);
  assert.equal(readStandpoint(new URLSearchParams()), undefined);
});

test('the middle stays the middle in a frame of another size', () => {
  const at = { x: 1500, y: 400, scale: 0.5 };
  for (const frame of [
    { width: 1280, height: 700 },
    { width: 2560, height: 1300 },
  ])
    assert.deepEqual(standpointOf(viewFrom(at, frame), frame), at);
});
