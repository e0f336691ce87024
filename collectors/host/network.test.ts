import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { test } from 'node:test';
import { type HostScene, hostScene } from './fixtures/host-scene.ts';
import { network } from './network.ts';

const header = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;

function writeDev(scene: HostScene, devices: { readonly [name: string]: readonly number[] }): void {
  const lines = Object.entries(devices).map(
    ([name, [received = 0, dropped = 0, sent = 0]]) => `${name}: ${received} 7 0 ${dropped} 0 0 0 0 ${sent} 9 0 0 0 0 0 0\n`,
  );
  scene.write({ 'proc/net/dev': header + lines.map((line) => line.padStart(90)).join('') });
}

/** As sysfs describes an interface; `lower_eth0` is the device below a VLAN. */
function describeInterface(scene: HostScene, name: string, { index, link, state = 'up', speed = '', below = '' }: { [key: string]: string }): void {
  const folder = `sys/class/net/${name}`;
  scene.write({
    [`${folder}/ifindex`]: `${index}\n`,
    [`${folder}/iflink`]: `${link ?? index}\n`,
    [`${folder}/operstate`]: `${state}\n`,
    [`${folder}/carrier_changes`]: '2\n',
    [`${folder}/speed`]: `${speed}\n`,
  });
  if (below !== '') symlinkSync(`../${below}`, `${scene.root}/${folder}/lower_${below}`);
}

test('bytes, packets, errors and drops are counted by interface and direction', (t) => {
  const scene = hostScene(t);
  const { readCounters } = network(scene.sources);
  writeDev(scene, { eth0: [1000, 1, 500] });
  readCounters();
  writeDev(scene, { eth0: [61000, 4, 1500] });
  readCounters();
  const counted = scene.shown('sonde_host_network_').filter((line) => !line.endsWith(' 0'));
  assert.deepEqual(counted, ['receive_bytes_total{device="eth0"} 60000', 'receive_dropped_total{device="eth0"} 3', 'transmit_bytes_total{device="eth0"} 1000']);
});

test('whether a link is up, how fast and how often it changed is told where it is known', (t) => {
  const scene = hostScene(t);
  const { readCounters, readLinks } = network(scene.sources);
  writeDev(scene, { lo: [1], eth0: [1], eth1: [1], 'eth0.5': [1] });
  scene.write({ 'sys/class/net/eth0/device/vendor': '0x1af4\n' });
  describeInterface(scene, 'eth0', { index: '2', speed: '10000' });
  describeInterface(scene, 'eth1', { index: '3', state: 'down', speed: '-1' });
  describeInterface(scene, 'eth0.5', { index: '4', link: '2', speed: '4294967295', below: 'eth0' });
  describeInterface(scene, 'lo', { index: '1', state: 'unknown' });
  readCounters();
  readLinks();
  scene.write({ 'sys/class/net/eth0/carrier_changes': '5\n' });
  readLinks();
  assert.deepEqual(scene.shown('sonde_host_network_up'), ['{device="eth0"} 1', '{device="eth1"} 0', '{device="eth0.5"} 1']);
  assert.deepEqual(scene.shown('sonde_host_network_speed_bytes'), ['{device="eth0"} 1250000000']);
  assert.ok(scene.shown('sonde_host_network_carrier_changes_total').includes('{device="eth0"} 3'));
  assert.deepEqual(scene.rejected(), []);
});

test('the ends of containers are other, whatever they are called, and real interfaces come first', (t) => {
  const scene = hostScene(t);
  const { readCounters } = network(scene.sources);
  const ends = Array.from({ length: 50 }, (_, n) => `veth${n}`);
  const bridges = Array.from({ length: 20 }, (_, n) => `br${n}`);
  for (const [n, name] of ends.entries()) describeInterface(scene, name, { index: String(100 + n), link: String(200 + n) });
  for (const [n, name] of bridges.entries()) describeInterface(scene, name, { index: String(10 + n) });
  describeInterface(scene, 'eth9', { index: '9' });
  scene.write({ 'sys/class/net/eth9/device/vendor': '0x1af4\n' });
  for (const received of [100, 110]) {
    writeDev(scene, Object.fromEntries([...ends, ...bridges, 'eth9'].map((name) => [name, [received]])));
    readCounters();
  }
  const rows = scene.shown('sonde_host_network_receive_bytes_total');
  assert.equal(rows.length, 13);
  assert.ok(rows.includes('{device="eth9"} 10'));
  assert.ok(rows.includes('{device="br10"} 10'));
  assert.ok(rows.includes('{device="other"} 590'));
  assert.deepEqual(scene.shown('sonde_host_unnamed'), ['{subject="interface"} 59']);
});

test('a broken line is left out, a broken number is rejected alone', (t) => {
  const scene = hostScene(t);
  const { readCounters } = network(scene.sources);
  scene.write({ 'proc/net/dev': `${header}no colon here\neth0:18446744073709551615 1 2\neth1:\n` });
  readCounters();
  assert.deepEqual(scene.shown('sonde_host_network_receive_packets_total'), ['{device="eth0"} 0']);
  assert.deepEqual(scene.shown('sonde_host_network_receive_bytes_total'), []);
  assert.ok(scene.rejected().includes('net/dev rx_bytes 2'));
});
