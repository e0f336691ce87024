import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EdgeFacts, Protocol } from './facts.ts';
import { servesOf } from './requests.ts';

function asked(counts: Partial<Record<Protocol, number>>): Pick<EdgeFacts, 'l7'> {
  const protocols = Object.entries(counts).map(([protocol, ok]) => {
    const facts = { requests: new Map([['ok', ok] as const]), p50Seconds: null, p99Seconds: null, recentP99Seconds: null, usualP99Seconds: null };
    return [protocol as Protocol, facts] as const;
  });
  return { l7: { protocols: new Map(protocols), unseen: new Map(), serverNames: new Set(), countedOnTwin: false } };
}

test('a node serves what it is asked most, over all edges to it', () => {
  assert.equal(servesOf([asked({ http: 5 }), asked({ redis: 4 }), asked({ redis: 2, dns: 1 })]), 'redis');
});

test('handshakes are no requests: who is sent nothing else serves nothing that is known', () => {
  assert.equal(servesOf([asked({ tls: 900, http: 1 })]), 'http');
  assert.equal(servesOf([asked({ tls: 900 })]), undefined);
  assert.equal(servesOf([]), undefined);
});
