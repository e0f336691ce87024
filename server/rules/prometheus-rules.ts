import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Prometheus } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';

/** The rules that Prometheus evaluates, as it tells of them. */

const LabelSet = Type.Record(Type.String(), Type.String());
const AlertingRule = Type.Object({
  name: Type.String(),
  query: Type.String(),
  duration: Type.Number({ description: 'seconds' }),
  labels: Type.Optional(LabelSet),
  annotations: Type.Optional(LabelSet),
  alerts: Type.Array(Type.Unknown()),
  health: Type.String(),
  lastError: Type.Optional(Type.String()),
  state: Type.Optional(Type.String()),
  evaluationTime: Type.Number(),
  lastEvaluation: Type.String(),
});
const Groups = Type.Object({ groups: Type.Array(Type.Object({ name: Type.String(), rules: Type.Array(AlertingRule) })) });
const isGroups = Compile(Groups);

export interface EvaluatedRule extends Static<typeof AlertingRule> {
  readonly group: string;
}

/** All that alert. */
export async function evaluatedRules(prometheus: Prometheus): Promise<EvaluatedRule[]> {
  const { data } = await prometheus.pass('rules', { type: 'alert' });
  if (!isGroups.Check(data)) throw new PrometheusError('away', 'Prometheus told of its rules in a form that is not known');
  return data.groups.flatMap(({ name: group, rules }) => rules.map((rule) => ({ ...rule, group })));
}

const RuntimeInfo = Type.Object({ lastConfigTime: Type.String() });
const isRuntimeInfo = Compile(RuntimeInfo);

/** When it last read its rules, in whole seconds. */
export async function readAtMs(prometheus: Prometheus): Promise<number> {
  const { data } = await prometheus.pass('status/runtimeinfo', {});
  return isRuntimeInfo.Check(data) ? Date.parse(data.lastConfigTime) : Number.NaN;
}
