import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import test from 'node:test';
import fc from 'fast-check';
import { indexedText, wordsOf } from './words.ts';

test('the index tells the same words apart, whatever the text', () => {
  const database = new DatabaseSync(':memory:');
  database.exec(`CREATE VIRTUAL TABLE texts USING fts5(text, tokenize="ascii tokenchars '_'");
    CREATE VIRTUAL TABLE indexed USING fts5vocab(texts, instance);`);
  const add = database.prepare('INSERT INTO texts (rowid, text) VALUES (1, ?)');
  const read = database.prepare('SELECT term FROM indexed ORDER BY offset');
  const clear = database.prepare('DELETE FROM texts');
  const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.stringMatching(/^[東京aA1_ é-]{0,20}$/));
  fc.assert(
    fc.property(text, (one) => {
      add.run(indexedText(one.toWellFormed()).replaceAll('\0', ' '));
      const found = read.all().map(({ term }) => String(term));
      clear.run();
      assert.deepEqual(found, wordsOf(one.toWellFormed()));
    }),
    { numRuns: 2000 },
  );
  database.close();
});
