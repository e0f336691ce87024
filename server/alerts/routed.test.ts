import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { AlertmanagerError } from './alertmanager-client.ts';
import type { Routed } from './alertmanager-config.ts';
import { type RoutingOptions, routing } from './routed.ts';

const receiver = (name: string): Routed['receivers'][number] => ({
  ...{ name, severities: [], owners: [], resolved: true },
  to: { kind: 'webhook', url: 'https://hooks.example/' },
});
const to = (...names: readonly string[]) => ({ receivers: names.map(receiver), windows: [] });

interface Place extends Disposable {
  readonly folder: string;
  readonly reloads: () => number;
  readonly text: () => string;
  readonly apply: ReturnType<typeof routing>['apply'];
}

/** Beside an Alertmanager of our own, or of somebody else, and which takes what it reads, or says what it does instead. */
function place({ isOurs, takes = async () => undefined }: { isOurs: boolean; takes?: () => Promise<void> }): Place {
  const parent = mkdtempSync(join(tmpdir(), 'sonde-routed-'));
  const folder = join(parent, 'alertmanager');
  let reloads = 0;
  const client: RoutingOptions['client'] = {
    alerts: async () => [],
    addSilence: () => assert.fail('nothing is held back'),
    reload: () => {
      reloads += 1;
      return takes();
    },
  };
  const alerting: RoutingOptions['alerting'] = {
    alertmanager: { url: 'http://127.0.0.1:1', folder, isOurs },
    notify: { url: 'http://127.0.0.1:8400', token: 'hush' },
    ...{ externalLabels: {}, ofAgent: ['NodeMemoryHigh'], worsening: ['LogLag'], webhooks: [], signingSecret: '', webhookToken: '' },
  };
  const failed = (error: unknown) => assert.fail(String(error));
  const { apply } = routing({ alerting, certificate: undefined, client, onFailure: failed, onUnsilenced: failed });
  return {
    folder,
    reloads: () => reloads,
    text: () => readFileSync(join(folder, 'alertmanager.yml'), 'utf8'),
    apply,
    [Symbol.dispose]: () => rmSync(parent, { recursive: true }),
  };
}

test('for an Alertmanager of somebody else the configuration is written, to be taken over by hand; it is not made to read it', async () => {
  using other = place({ isOurs: false });
  await other.apply(to('ops'));
  assert.match(other.text(), /ops/);
  await other.apply(to('ops', 'night shift'));
  assert.match(other.text(), /night shift/);
  assert.equal(other.reloads(), 0);
  assert.deepEqual(readdirSync(other.folder), ['alertmanager.yml']);
});

test('our own waits for the first one, and reads each that differs', async () => {
  using own = place({ isOurs: true });
  await own.apply(to('ops'));
  assert.equal(own.reloads(), 0);
  await own.apply(to('ops'));
  assert.equal(own.reloads(), 0, 'it is the same');
  await own.apply(to('night shift'));
  assert.equal(own.reloads(), 1);
});

test('one that is refused is not left there, and the next is taken', async () => {
  let refuses = true;
  const takes = async () => {
    if (refuses) throw new AlertmanagerError('refused', 'it does not like it');
  };
  using own = place({ isOurs: true, takes });
  await own.apply(to('ops'));
  const before = own.text();
  await assert.rejects(own.apply(to('night shift')), /it does not like it/);
  assert.equal(own.text(), before);
  refuses = false;
  await own.apply(to('night shift'));
  assert.notEqual(own.text(), before);
});
