import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { Progress } from '../ship/spool/progress.ts';
import { Tails } from './files/tails.ts';
import { readLagSeconds } from './lag.ts';

const nothing = () => {};

test('a file with more than one look reads is behind since the first look, and no more when all is read', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-lag-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.log'), 'a line\n'.repeat(500_000));
  const tails = new Tails({
    globs: [join(folder, '*.log')],
    isLeftOut: () => false,
    progress: new Progress(),
    mostFiles: 16,
    sink: { line: nothing, odd: nothing, tooLong: nothing, end: nothing },
    onKnown: nothing,
    onGone: nothing,
    onMark: nothing,
    onRefused: nothing,
    onTrouble: nothing,
  });
  t.after(() => tails.close());
  tails.discover();
  const [tail] = tails.open;
  assert.ok(tail);
  const lagIn = (seconds: number) => Math.round(readLagSeconds({ tails: tails.open, gatheredMs: undefined }, Date.now() + seconds * 1000));
  assert.equal(lagIn(60), 0);
  assert.ok(tails.read(tail));
  assert.equal(lagIn(60), 60);
  while (tails.read(tail));
  assert.equal(lagIn(60), 0);
});

test('what was read and could not be kept is behind, too', () => {
  assert.equal(readLagSeconds({ tails: [], gatheredMs: 1000 }, 8000), 7);
});
