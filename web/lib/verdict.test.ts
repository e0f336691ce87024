import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Light } from '#contract/history.ts';
import { verdict, worstOf } from './verdict.ts';

const light = (name: Light['name'], state: Light['state'], says = `${name} says why.`) => ({ name, state, says });

test('everything that is not well is named, the worst first, with its cause and with what is fine', () => {
  const lights = [
    light('network', 'critical', 'checkout.ts → vm: 20 of 20 connects failed: refused.'),
    light('compute', 'ok'),
    light('memory', 'warning'),
    light('storage', 'critical'),
    light('pipeline', 'ok'),
  ];
  assert.equal(
    verdict({ lights }),
    'The network and storage are critical; memory warns. checkout.ts → vm: 20 of 20 connects failed: refused. Fine: compute and Sonde itself.',
  );
  assert.equal(worstOf(lights), 'critical');
});

test('the cause that is told is that of the worst, wherever it stands', () => {
  assert.equal(
    verdict({ lights: [light('network', 'warning'), light('pipeline', 'critical')] }),
    'Sonde itself is critical; the network warns. pipeline says why.',
  );
  assert.equal(
    verdict({ lights: [light('network', 'ok'), light('logs', 'warning'), light('other', 'warning')] }),
    'Logs and other alerts warn. logs says why. Fine: the network.',
  );
  assert.equal(verdict({ lights: [light('other', 'warning')] }), 'Other alerts warn. other says why.');
});

test('fine is said once, and nothing measured is not fine', () => {
  assert.equal(verdict({ lights: [light('network', 'ok'), light('memory', 'ok')] }), 'Everything that Sonde sees is fine.');
  assert.equal(verdict({ lights: [] }), 'Nothing was measured in this time.');
  assert.equal(worstOf([]), 'ok');
});
