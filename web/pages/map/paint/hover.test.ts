import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleNode } from '../model/sample-topology.ts';
import { SceneCard } from '../scene/card.ts';
import { SceneGroup } from '../scene/group.ts';
import { cardParts, groupParts } from './hover.ts';

const card = (id: string, state: 'ok' | 'critical', reasons: string[] = []) =>
  new SceneCard({ node: sampleNode(id, 0, 0, { namespace: 'shop', health: { state, reasons } }), inbound: [], outbound: [], lit: true });
const shop = { id: 'namespace:shop', kind: 'namespace', name: 'shop', x: 0, y: 0, width: 400, height: 200, nodes: 2 } as const;
const groupOf = (cards: SceneCard[]) => new SceneGroup(shop, { cards, lines: [], closed: false });
const texts = (parts: readonly { readonly text: string }[]) => parts.map(({ text }) => text);

test('who is pointed at is named in full, with its namespace and why it is not well', () => {
  assert.deepEqual(texts(cardParts(card('checkout-gateway', 'critical', ['12 % of the requests fail', 'slow']))), [
    'checkout-gateway',
    'shop',
    '12 % of the requests fail',
  ]);
  assert.deepEqual(texts(cardParts(card('api', 'ok'))), ['api', 'shop', 'fine']);
});

test('a group says how many stand in it, and how many of them are not well', () => {
  assert.deepEqual(texts(groupParts(groupOf([card('a', 'ok'), card('b', 'critical')]))), ['shop', '2 workloads', '1 critical']);
  assert.deepEqual(texts(groupParts(groupOf([card('a', 'ok')]))), ['shop', '1 workload', 'all fine']);
});
