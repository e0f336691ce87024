import assert from 'node:assert/strict';
import { test } from 'node:test';
import { l7ServerNames } from '#contract/l7-metrics.ts';
import { agentMetrics } from '#contract/metrics.ts';
import { l7DnsEventBytes, l7DnsEventPlaces, l7EventKind, l7HelloEventBytes, l7HelloEventPlaces } from '../../bpf/gen/l7.ts';
import { type EdgeKey, edgeKeyPlaces, socketRole } from '../../bpf/gen/sockets.ts';
import { parseAddress } from '../identity/address.ts';
import { externalNames } from '../identity/external-names.ts';
import { agentSeries } from '../runtime/metrics/agent-series.ts';
import { settledText } from '../runtime/metrics/fixtures/metrics-text.ts';
import { learntNames, serverNames } from './learnt-names.ts';

const hourMs = 3_600_000;
const address = (text: string) => parseAddress(text) ?? assert.fail(text);
const identity = (name: string) => ({ kind: 'process', name, namespace: '' }) as const;

class Host {
  nowMs = 0;
  readonly names = externalNames(() => this.nowMs);
  readonly series = agentSeries({ metrics: agentMetrics, edgeMetrics: [serverNames], seriesBudget: 5000, scrapeIntervalSeconds: 1, nowMs: () => this.nowMs });
  readonly #visit = learntNames({ sideOf: this.#sideOf.bind(this), names: this.names });

  hear(event: DataView): void {
    this.#visit(event, 0);
  }

  /** How many handshakes named each server. */
  servers(): { readonly [name: string]: number } {
    const text = settledText(this.series, () => {
      this.nowMs += 10_000;
    });
    const lines = [...text.matchAll(new RegExp(`^${l7ServerNames.name}\\{client="web".*server_name="([^"]*)"\\} (\\d+)$`, 'gm'))];
    return Object.fromEntries(lines.map(([, name = '', count]) => [name, Number(count)]));
  }

  #sideOf({ serverPort: port }: EdgeKey) {
    const series = this.series.edges.at({ client: identity('web'), server: identity('far'), port, transport: 'tcp' }, 'client');
    return { series, traffic: 'internet' as const, release: () => series.release() };
  }
}

function eventOf(
  bytes: number,
  kind: number,
  places: { readonly kind: number; readonly length: number; readonly bytes: number },
  content: readonly number[],
): DataView {
  const view = new DataView(new ArrayBuffer(bytes));
  view.setUint32(places.kind, kind, true);
  view.setUint32(places.length, content.length, true);
  new Uint8Array(view.buffer, places.bytes).set(content);
  return view;
}

const number16 = (value: number) => [value >> 8, value & 0xff];
const counted16 = (content: readonly number[]) => [...number16(content.length), ...content];

function answer(name: string, addresses: readonly string[], ttlSeconds = 60): DataView {
  const wire = [...name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]), 0];
  const records = addresses.flatMap((text) => [0xc0, 12, 0, 1, 0, 1, 0, 0, ...number16(ttlSeconds), ...counted16([...address(text).subarray(12)])]);
  const content = [0, 1, 0x81, 0x80, 0, 1, ...number16(addresses.length), 0, 0, 0, 0, ...wire, 0, 1, 0, 1, ...records];
  return eventOf(l7DnsEventBytes, l7EventKind.L7_EVENT_DNS, l7DnsEventPlaces, content);
}

function hello(serverName: string, to: string, { role = socketRole.ROLE_CLIENT as number, peer = 0n } = {}): DataView {
  const name = [0, ...counted16([...Buffer.from(serverName)])];
  const extension = [0, 0, ...counted16(counted16(name))];
  const body = [3, 3, ...new Uint8Array(32), 0, 0, 2, 0x13, 1, 1, 0, ...counted16(extension)];
  const record = [22, 3, 1, ...counted16([1, 0, ...counted16(body)])];
  const view = eventOf(l7HelloEventBytes, l7EventKind.L7_EVENT_HELLO, l7HelloEventPlaces, record);
  const edge = l7HelloEventPlaces.edge;
  view.setUint8(edge + edgeKeyPlaces.role, role);
  view.setBigUint64(edge + edgeKeyPlaces.peer, peer, true);
  view.setUint16(edge + edgeKeyPlaces.serverPort, 443, true);
  new Uint8Array(view.buffer, edge + edgeKeyPlaces.peerAddress).set(address(to));
  return view;
}

test('addresses are called by the domain of the name that was asked for, for an hour at least', () => {
  const host = new Host();
  host.hear(answer('www.shop.example.com', ['192.0.2.1', '192.0.2.2']));
  host.hear(answer('api.example.net', ['192.0.2.3'], 65_535));
  const called = () => ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((text) => host.names.nameOf(address(text)));
  host.nowMs = hourMs - 1;
  assert.deepEqual(called(), ['example.com', 'example.com', 'example.net']);
  host.nowMs = hourMs;
  assert.deepEqual(called(), [undefined, undefined, 'example.net']);
});

test('a TLS client names who has no name yet', () => {
  const host = new Host();
  host.hear(answer('www.shop.example.com', ['192.0.2.1']));
  host.hear(hello('other.example.org', '192.0.2.1'));
  host.hear(hello('mail.example.org', '192.0.2.9'));
  host.hear(hello('local.example.org', '192.0.2.10', { peer: 7n }));
  host.hear(hello('mine.example.org', '192.0.2.11', { role: socketRole.ROLE_SERVER }));
  const called = ['192.0.2.1', '192.0.2.9', '192.0.2.10', '192.0.2.11'].map((text) => host.names.nameOf(address(text)));
  assert.deepEqual(called, ['example.com', 'example.org', undefined, undefined]);
});

test('handshakes are counted by the domain that they name, eight of an edge', () => {
  const host = new Host();
  for (let domain = 0; domain < 20; domain++) for (let i = 0; i < 3; i++) host.hear(hello(`www.n${domain}.example`, '192.0.2.1'));
  host.hear(hello('www.n0.example', '192.0.2.1'));
  const servers = host.servers();
  assert.equal(Object.keys(servers).length, 9);
  assert.deepEqual([servers['n0.example'], servers['n7.example'], servers.other], [4, 3, 36]);
});

test('what is no name is neither counted nor learnt', () => {
  const host = new Host();
  for (const name of ['', '192.0.2.1', 'a b', '"']) host.hear(hello(name, '192.0.2.1'));
  host.hear(eventOf(l7DnsEventBytes, l7EventKind.L7_EVENT_DNS, l7DnsEventPlaces, [1, 2, 3]));
  host.hear(eventOf(l7HelloEventBytes, l7EventKind.L7_EVENT_REQUEST, l7HelloEventPlaces, [1, 2, 3]));
  assert.deepEqual(host.servers(), {});
  assert.equal(host.names.nameOf(address('192.0.2.1')), undefined);
});
