import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partsOf } from './plain-markdown.ts';

test('paragraphs, lists and code come out as text, and a wrapped line belongs to what it wraps', () => {
  const text = 'One line\nand its rest.\n\n- first\n- second,\n  wrapped\n\n```sh\nss -ltn\n  it stays\n```\nAfter.\n\n1. do\n2. look';
  assert.deepEqual(partsOf(text), [
    { kind: 'paragraph', text: 'One line and its rest.' },
    { kind: 'list', ordered: false, items: ['first', 'second, wrapped'] },
    { kind: 'code', text: 'ss -ltn\n  it stays' },
    { kind: 'paragraph', text: 'After.' },
    { kind: 'list', ordered: true, items: ['do', 'look'] },
  ]);
});

test('HTML and links stay the text that they are', () => {
  assert.deepEqual(partsOf('<b>bold</b> [here](javascript:alert(1))'), [{ kind: 'paragraph', text: '<b>bold</b> [here](javascript:alert(1))' }]);
  assert.deepEqual(partsOf(''), []);
});
