import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writable } from './language.ts';

test('a language that a browser says and Intl knows is kept', () => {
  for (const language of ['en', 'en-US', 'de-AT', 'zh-Hant-TW', 'ar-u-nu-latn']) assert.equal(writable(language), language);
});

test('what Intl throws at is English, and so can be written in', () => {
  for (const language of ['en-US@posix', 'C', 'en_US.UTF-8', '', undefined]) {
    assert.equal(writable(language), 'en');
    assert.equal(new Intl.NumberFormat(writable(language)).format(1), '1');
  }
});
