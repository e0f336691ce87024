import assert from 'node:assert/strict';
import { test } from 'node:test';
import { label, looksGenerated } from './label.ts';

test('a label keeps what people write, in any script', () => {
  for (const name of ['nginx', 'shop/app.py', 'Überwachung', '支払い-api', 'my app', 'postgresql@15-main.service', '🚀-api']) {
    assert.equal(label(name, 'unknown'), name);
  }
});

test('quotes, backslashes, line breaks and control characters do not reach a label', () => {
  assert.equal(label('a"b\'c`d\\e', 'unknown'), 'a_b_c_d_e');
  assert.equal(label('a\nb\r\0c\u2028d\u001b[31m', 'unknown'), 'a_b_c_d_[31m');
  assert.equal(label('lone\ud800surrogate', 'unknown'), 'lone_surrogate');
  assert.equal(label('gpj\u202eexe', 'unknown'), 'gpjexe');
});

test('a label is never empty', () => {
  for (const nothing of ['', '   ', '\n\n', '"', '\u202e']) assert.equal(label(nothing, 'unknown'), 'unknown');
});

test('names that are new at every run are told from names that stay', () => {
  for (const name of ['12345', '2.1.3', '3f9a2c1d4e', 'tmpab12cd34', 'tmp.Xy12Ab34Cd', '0192f0c1-7a44-7b61-a1f3-2f6b9d8e7c55'])
    assert.ok(looksGenerated(name), name);
  for (const name of ['shop', 'cafe', 'deadbeef', 'tmpfiles', 'tmp_cleaner', '7z', 'v2', 'release-12', 'python3.11', 'decade'])
    assert.ok(!looksGenerated(name), name);
});
