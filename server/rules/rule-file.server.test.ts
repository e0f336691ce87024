import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { NewRule } from '#contract/rules.ts';
import { ProblemError } from '../problem.ts';
import { checkTexts, ruleFile } from './rule-file.ts';

const isRule = Compile(NewRule);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        '{{',
        '}}',
        ' ',
        '$labels',
        '.node',
        '$value',
        '|',
        'humanize',
        '"',
        "'",
        '#',
        ':',
        '\n',
        '- ',
        'x',
        '\\',
        '{{ $value | humanize }}',
        '{{$labels.a}}',
      ),
    )
    .map((all) => all.join('')),
);
const expression = fc.constantFrom('up == 0', 'up{job="{{x}}"} > 1', 'sum by (node) (rate(x[5m])) > 5', 'up # {{ $value', 'up\n== 0', "up{a='#\"'} < 1");
const condition = fc.oneof(
  fc.record({ of: fc.constant('metrics'), expression }),
  fc.record({
    of: fc.constantFrom('logs', 'events'),
    query: text,
    within: fc.constantFrom('5m', '1h'),
    comparison: fc.constantFrom('>', '<=', '!='),
    threshold: fc.double({ noNaN: true, noDefaultInfinity: true }),
  }),
);
const rule = fc.record(
  {
    condition,
    for: fc.constantFrom('0s', '90s', '1d'),
    severity: fc.constantFrom('page', 'none'),
    summary: text,
    description: text,
    owner: text,
    unit: text,
    domain: fc.constantFrom('other', 'memory'),
  },
  { requiredKeys: ['condition', 'for', 'severity', 'summary'] },
);

function isTaken(rule: NewRule): boolean {
  try {
    checkTexts(rule);
    return true;
  } catch (cause) {
    assert.ok(cause instanceof ProblemError && cause.status === 400 && cause.input?.position !== undefined);
    return false;
  }
}

test('whatever a rule says, Prometheus can read the file of all rules', () => {
  const rules = fc.sample(rule, 2000).flatMap((one, index) => {
    const named: unknown = { ...one, name: `Rule${index}` };
    return isRule.Check(named) && isTaken(named) ? [named] : [];
  });
  assert.ok(rules.length > 300, `${rules.length} rules`);
  assert.ok(rules.some(({ summary }) => summary.includes('{{')));
  const folder = mkdtempSync(join(tmpdir(), 'sonde-rule-file-'));
  writeFileSync(join(folder, 'rules.yml'), ruleFile(rules));
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', '--lint=none', 'rules.yml'], { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  assert.equal(status, 0, `${stdout}${stderr}`.slice(0, 2000));
  assert.match(stdout, new RegExp(`${rules.length} rules found`));
});
