import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Edge, edgeId, type Identity } from '#contract/identity.ts';
import type { EdgeFacts } from './facts.ts';
import { newFacts } from './gather.ts';
import { ownNodes } from './own.ts';

const process = (name: string): Identity => ({ kind: 'process', name, namespace: '' });

function facts(edge: Edge): [string, EdgeFacts] {
  const id = edgeId(edge);
  return [id, newFacts(id, edge)];
}

const tcp = (client: string, server: string, port: number): Edge => ({ client: process(client), server: process(server), port, transport: 'tcp' });

test('Sonde’s processes are its own by name, its Prometheus by the port that it was given', () => {
  const edges = new Map([facts(tcp('prometheus', 'sonde-agent', 8401)), facts(tcp('sonde-server', 'prometheus', 8402)), facts(tcp('sonde-ish', 'db', 5432))]);
  const own = ownNodes({ edges, listeners: [] }, [8402, 8403]);
  assert.deepEqual([...own].sort(), ['process:prometheus', 'process:sonde-agent', 'process:sonde-server']);
});

test('a Prometheus on another port is somebody’s own', () => {
  const listeners = [{ identity: process('prometheus'), port: 9090, transport: 'tcp' as const }];
  assert.deepEqual([...ownNodes({ edges: new Map([facts(tcp('grafana', 'prometheus', 9090))]), listeners }, [8402])], []);
});

test('listening is enough to be known', () => {
  const listeners = [
    { identity: process('sonde-server'), port: 8400, transport: 'tcp' as const },
    { identity: process('prometheus-alertmanager'), port: 8403, transport: 'tcp' as const },
  ];
  assert.equal(ownNodes({ edges: new Map(), listeners }, [8402, 8403]).size, 2);
});

test('the engines that it started are its own, and no others of their kind', () => {
  const [ours, theirs] = [8405, 9092].map((port) => tcp('sonde-logs', 'kafka.Kafka', port));
  assert.ok(ours && theirs);
  assert.deepEqual([...ownNodes({ edges: new Map([facts(ours)]), listeners: [] }, [8402, 8405])], ['process:kafka.Kafka', 'process:sonde-logs']);
  assert.deepEqual([...ownNodes({ edges: new Map([facts(theirs)]), listeners: [] }, [8402, 8405])], ['process:sonde-logs']);
});
