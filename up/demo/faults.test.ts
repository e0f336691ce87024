import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertGroups } from '../../dashboards/alerts/alerts.ts';
import { faults } from './faults.ts';

test('each fault has an alert, and each alert that it names is one of Sonde’s', () => {
  const known = alertGroups.flatMap(({ alerts }) => alerts.map(({ name }) => name));
  const missing = faults.flatMap(({ alerts }) => alerts).filter((name) => !known.includes(name));
  assert.deepEqual(missing, []);
});
