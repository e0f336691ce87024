import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../api.ts';
import { noFiguresText } from './no-figures.ts';

test('a card over what is gone says that it was not seen, and not that something failed', () => {
  assert.equal(noFiguresText(new ApiError('no workload process:old', { status: 404 })), 'Not seen in this time.');
  assert.equal(noFiguresText(new ApiError('Prometheus does not answer', { status: 503 })), 'Its numbers could not be loaded.');
  assert.equal(noFiguresText(new ApiError('The server does not answer.', { status: 0 })), 'Its numbers could not be loaded.');
});
