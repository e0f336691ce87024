import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Value } from 'typebox/value';
import { Rule } from '#contract/rules.ts';
import { runbooksIn } from '#contract/runbooks.ts';
import { type Alert, firesBy } from './alert.ts';
import { alertGroups } from './alerts.ts';
import { annotationsOf } from './rules-file.ts';
import { isTrap, trapsOf } from './traps.ts';
import { template } from './words.ts';

const alerts = alertGroups.flatMap((group) => group.alerts);
const words = (text: string) => text.split(/\s+/).length;
const levelOf = ({ name, aspect, severity }: Alert) => [name, aspect, severity].filter((part) => part !== undefined).join(' ');

/** Of a ticket and the page that it becomes: promtool compares all that one name fires, so that what is quiet for one is for both. */
const casesOf = ({ name, aspect }: Alert) => alerts.filter((one) => one.name === name && one.aspect === aspect).flatMap(({ cases }) => cases);

describe('every alert', () => {
  for (const alert of alerts) {
    test(levelOf(alert), () => {
      const fires = alert.cases.filter((one) => one.fires.length > 0);
      const quiet = alert.cases.filter((one) => one.fires.length === 0);
      assert.ok(fires.length > 0, 'a case fires');
      assert.ok(quiet.length > 0 || alert.name === 'Watchdog', 'and one does not');
      const names = new Set(firesBy(alert));
      for (const one of quiet) {
        const own = one.given.filter(({ series }) => names.has(series.slice(0, series.indexOf('{'))));
        assert.ok(own.length > 0, `“${one.says}” has a series that the rule reads`);
      }
    });
  }

  for (const alert of alerts) {
    test(`${levelOf(alert)} is quiet in each trap that there is for it`, () => {
      const cases = Map.groupBy(casesOf(alert), ({ quietIn }) => quietIn);
      assert.deepEqual(
        trapsOf(alert).filter((trap) => !cases.has(trap)),
        [],
      );
      for (const trap of trapsOf(alert)) for (const one of cases.get(trap) ?? []) assert.ok(isTrap(trap, one, alert), `“${one.says}” is what is ${trap}`);
    });
  }

  test('is described in no more words than /api/rules may tell', () => {
    for (const alert of alerts) {
      const { summary = '', description = '' } = annotationsOf(alert, template, {});
      assert.ok(Value.Check(Rule.properties.summary, summary), `the summary of ${levelOf(alert)}: ${summary.length} characters`);
      assert.ok(Value.Check(Rule.properties.description, description), `the description of ${levelOf(alert)}: ${description.length} characters`);
    }
  });

  test('is there once', () => {
    const names = alerts.map(levelOf);
    assert.deepEqual(names, [...new Set(names)]);
  });

  test('has a runbook that says what it means, how to see it, what to do and when to ignore it; and no other has one', () => {
    const runbooks = runbooksIn(readFileSync(join(import.meta.dirname, 'runbooks.md'), 'utf8'));
    assert.deepEqual([...runbooks.keys()].sort(), [...new Set(alerts.map(({ name }) => name))].sort());
    for (const { name, meaning, see, act, ignore } of runbooks.values()) {
      assert.ok(words(meaning) >= 10 && words(act) >= 10, `${name} says what it means and what to do`);
      assert.ok(words(see) >= 4 && words(ignore) >= 1, `${name} says where it is seen and when it is nothing`);
    }
  });
});

test('a runbook that lacks a part is refused', () => {
  assert.throws(() => runbooksIn('# Runbooks\n\n## Half\n\n**Means.** It is half.\n\n**See.** Nowhere.\n'), /the runbook Half has no \*\*Do\.\*\*/);
});
