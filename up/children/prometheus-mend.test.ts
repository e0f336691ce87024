import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenEntry } from './prometheus-mend.ts';

const data = '/run/sonde-1/data';
const verdict = (...lines: string[]) => brokenEntry(lines, data);

test('the broken part of the data is the one that Prometheus names', () => {
  assert.equal(
    verdict('err="opening storage failed: reloadBlocks: corrupted block 01M7XXN1BMYEGMVKTZG71YM15V: invalid magic number 4e4c05c2"'),
    '01M7XXN1BMYEGMVKTZG71YM15V',
  );
  assert.equal(verdict(`err="opening storage failed: ${data}/chunks_head/000001: invalid magic number 15bd5a7d"`), 'chunks_head');
  assert.equal(verdict(`err="opening storage failed: migrate WAL: readdirent ${data}/wal: not a directory"`), 'wal');
  assert.equal(verdict('err="opening storage failed: something else"'), 'all');
  assert.equal(verdict('unexpected fault address 0x7f', 'fatal error: fault'), 'all');
});

test('data is not to blame for a full disk, a busy port, missing rights or a plain end', () => {
  assert.equal(verdict(`err="opening storage failed: ${data}/wal: no space left on device"`), undefined);
  assert.equal(verdict('err="listen tcp 127.0.0.1:8402: bind: address already in use"'), undefined);
  assert.equal(verdict(`err="opening storage failed: open ${data}/wal: permission denied"`, 'panic: mmap'), undefined);
  assert.equal(verdict('Received SIGTERM, exiting gracefully...'), undefined);
});
