import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { eventually } from './eventually.ts';
import { getJson, type Sonde } from './sonde.ts';

const agreedMs = 60_000;
const Rule = Type.Object({
  name: Type.String(),
  query: Type.String(),
  health: Type.String(),
  annotations: Type.Object({ needs: Type.Optional(Type.String()), cause: Type.Optional(Type.String()) }),
});
const RulesAnswer = Type.Object({ data: Type.Object({ groups: Type.Array(Type.Object({ rules: Type.Array(Rule) })) }) });
const Matchers = Type.Array(Type.String());
const Inhibitions = Type.Object({ inhibit_rules: Type.Array(Type.Object({ source_matchers: Matchers, target_matchers: Matchers })) });
const NamesAnswer = Type.Object({ data: Type.Array(Type.String()) });

/** A rule over series that nobody has would be silent for ever. */
export async function alertsReadWhatIsThere({ ports, data }: Sonde): Promise<void> {
  const prometheus = `http://127.0.0.1:${ports.prometheus}/api/v1`;
  await eventually('the series of every alert', agreedMs, async () => {
    const { groups } = (await getJson(`${prometheus}/rules?type=alert`, RulesAnswer)).data;
    const rules = groups.flatMap((group) => group.rules);
    assert.ok(rules.length > 40, `${rules.length} alerts`);
    assert.deepEqual(
      rules.filter(({ health }) => health === 'err'),
      [],
    );
    const there = new Set((await getJson(`${prometheus}/label/__name__/values`, NamesAnswer)).data);
    const missing = rules
      .filter(({ annotations }) => annotations.needs === undefined)
      .flatMap(({ name, query, annotations: { cause = '' } }) => absent(`${query}\n${cause}`, there, name));
    assert.deepEqual(missing, []);
    inhibitionsName(new Set(rules.map(({ name }) => name)), data);
  });
}

/** One that waits for what never fires, or would hold it back, does nothing. */
function inhibitionsName(known: ReadonlySet<string>, data: string): void {
  const { inhibit_rules: inhibitions } = Value.Parse(Inhibitions, parse(readFileSync(join(data, 'alerting', 'alertmanager.yml'), 'utf8')));
  const named = inhibitions
    .flatMap(({ source_matchers, target_matchers }) => [...source_matchers, ...target_matchers])
    .flatMap((matcher) => /^alertname=~?"(.+)"$/.exec(matcher)?.[1]?.split('|') ?? []);
  assert.ok(named.length > 10, named.join(', '));
  assert.deepEqual(
    named.filter((name) => !known.has(name)),
    [],
  );
}

function absent(text: string, there: ReadonlySet<string>, rule: string): string[] {
  const reads = [...text.matchAll(/\b(?:up|ALERTS|(?:sonde|prometheus|alertmanager)_\w+|sonde:\w+:\w+)(?=[{[) ]|$)/gm)].map(([series]) => series);
  return [...new Set(reads)].filter((series) => !there.has(series)).map((series) => `${rule} reads ${series}`);
}
