import assert from 'node:assert/strict';
import { Type } from 'typebox';
import { eventually } from './eventually.ts';
import { getJson, type Sonde } from './sonde.ts';

const agreedMs = 60_000;
const Rule = Type.Object({
  name: Type.String(),
  query: Type.String(),
  health: Type.String(),
  annotations: Type.Object({ needs: Type.Optional(Type.String()) }),
});
const RulesAnswer = Type.Object({ data: Type.Object({ groups: Type.Array(Type.Object({ rules: Type.Array(Rule) })) }) });
const NamesAnswer = Type.Object({ data: Type.Array(Type.String()) });

/** A rule over series that nobody has would be silent for ever. */
export async function alertsReadWhatIsThere({ ports }: Sonde): Promise<void> {
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
    const missing = rules.filter(({ annotations }) => annotations.needs === undefined).flatMap(({ name, query }) => absent(query, there, name));
    assert.deepEqual(missing, []);
  });
}

function absent(query: string, there: ReadonlySet<string>, rule: string): string[] {
  const reads = [...query.matchAll(/\b(?:up|(?:sonde|prometheus|alertmanager)_\w+|sonde:\w+:\w+)(?=[{[) ]|$)/g)].map(([series]) => series);
  return reads.filter((series) => !there.has(series)).map((series) => `${rule} reads ${series}`);
}
