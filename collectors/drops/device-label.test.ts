import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceLabel } from './device-label.ts';

test('devices that stay have their name, those that come and go are one', () => {
  for (const name of ['eth0', 'lo', 'docker0', 'br-0a1b2c3d4e5f', 'enp3s0f1np1', 'bond0.100', 'wg0', 'cable', 'tap0', 'veth0', 'flannel.1'])
    assert.equal(deviceLabel(name), name);
  assert.equal(deviceLabel('veth12ab34c'), 'veth*');
  assert.equal(deviceLabel('vethwepl4a1b2c3'), 'veth*');
  assert.equal(deviceLabel('cali0123456789a'), 'cali*');
  assert.equal(deviceLabel('lxc9f8e7d6c5b4a'), 'lxc*');
});

test('what is no name of a device is unknown', () => {
  for (const name of ['', 'a b', '\u0001\u0002', 'é']) assert.equal(deviceLabel(name), 'unknown');
});
