import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hub } from './hub.ts';

test('who comes back hears only what is newer, and of each topic the latest', () => {
  const news = hub();
  news.publish('topology', '1', 'a');
  news.publish('events', '2');
  news.publish('topology', '3', 'b');
  const [events, topology] = news.missed(['topology', 'events', 'doctor'], undefined);
  assert.deepEqual([events?.topic, topology?.topic, topology?.etag], ['events', 'topology', 'b']);
  assert.deepEqual(news.missed(['topology', 'events'], topology?.id), []);
  assert.deepEqual(
    news.missed(['topology', 'events'], events?.id).map(({ at }) => at),
    ['3'],
  );
});

test('an id of another life of the server, or none at all, means everything', () => {
  const news = hub();
  news.publish('topology', '1', 'a');
  for (const id of ['AAAAAAAA-99', 'nonsense', '', '-', `${'9'.repeat(400)}`]) assert.equal(news.missed(['topology'], id).length, 1, id);
});

test('only those hear of a topic who asked for it, until they leave', () => {
  const news = hub();
  const heard: string[] = [];
  const leave = news.subscribe(['topology'], ({ at }) => heard.push(at));
  news.publish('topology', '1');
  news.publish('doctor', '2');
  leave();
  news.publish('topology', '3');
  assert.deepEqual(heard, ['1']);
});
