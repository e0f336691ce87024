import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { boundedText } from '../bounded-body.ts';
import { parsedJson } from '../parsed-json.ts';
import type { Labels } from '../store/prometheus.ts';
import { asPrometheusError } from '../store/prometheus-client.ts';
import { PrometheusError } from '../store/prometheus-error.ts';

const LabelSet = Type.Record(Type.String(), Type.String());
const RulesReply = Type.Object({
  data: Type.Object({
    groups: Type.Array(
      Type.Object({
        interval: Type.Number(),
        rules: Type.Array(
          Type.Object({
            name: Type.String(),
            duration: Type.Number(),
            lastEvaluation: Type.String(),
            alerts: Type.Array(Type.Object({ labels: LabelSet, annotations: LabelSet, state: Type.String(), activeAt: Type.String(), value: Type.String() })),
          }),
        ),
      }),
    ),
  }),
});
const Reply = Compile(RulesReply);
const Runtime = Compile(Type.Object({ data: Type.Object({ startTime: Type.String() }) }));

/** An alert as Prometheus sees it: perhaps not long enough yet to be told. */
export interface RuleAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly isFiring: boolean;
  readonly sinceMs: number;
  readonly value: number;
}

export interface PrometheusAlerts {
  /** All that is pending or firing now. */
  readonly alerts: readonly RuleAlert[];
  /** Whether one of this name that does not fire now is over: a Prometheus that started of late may only not have seen enough of it yet. */
  readonly isOver: (name: string, isPending: boolean) => boolean;
}

/** After so many looks at a rule a Prometheus that started anew has what it knew, and fires what still holds. */
const looksAtStart = 3;

const timeoutMs = 10_000;
const maxBytes = 64 << 20;

async function answerTo(url: string, path: string): Promise<unknown> {
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/api/v1/${path}`, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
    const text = await boundedText(response, maxBytes);
    if (text === undefined) throw new PrometheusError('too-much', `the list of alerts is longer than ${maxBytes} bytes`);
    return parsedJson(text);
  } catch (cause) {
    throw asPrometheusError(cause, { url, timeoutMs });
  }
}

/** When it started; of one that does not tell it, such as what only speaks like Prometheus: long ago. */
async function startedMs(url: string): Promise<number> {
  const reply = await answerTo(url, 'status/runtimeinfo');
  const ms = Runtime.Check(reply) ? Date.parse(reply.data.startTime) : Number.NaN;
  return Number.isNaN(ms) ? 0 : ms;
}

type Groups = Static<typeof RulesReply>['data']['groups'];

/** With one rule of a name that is not looked at for long enough, none of that name is over. */
function isOverSince(groups: Groups, startMs: number): PrometheusAlerts['isOver'] {
  const looks = groups.flatMap(({ interval, rules }) =>
    rules.map(({ name, duration, lastEvaluation }) => {
      const lookedForMs = Date.parse(lastEvaluation) - startMs - looksAtStart * interval * 1000;
      return { name, isPast: lookedForMs >= 0, isPastFor: lookedForMs >= duration * 1000 };
    }),
  );
  const unsure = new Set(looks.filter(({ isPast }) => !isPast).map(({ name }) => name));
  const unsureWhilePending = new Set(looks.filter(({ isPastFor }) => !isPastFor).map(({ name }) => name));
  return (name, isPending) => !(isPending ? unsureWhilePending : unsure).has(name);
}

export async function prometheusAlerts(url: string): Promise<PrometheusAlerts> {
  const [reply, startMs] = await Promise.all([answerTo(url, 'rules?type=alert'), startedMs(url)]);
  if (!Reply.Check(reply)) throw new PrometheusError('away', 'Prometheus answered with something that is not a list of rules');
  const { groups } = reply.data;
  const alerts = groups.flatMap(({ rules }) =>
    rules.flatMap(({ alerts: active, duration }) =>
      active.map(({ labels, annotations, state, activeAt, value }) => {
        const isFiring = state === 'firing';
        return { labels, annotations, isFiring, sinceMs: Date.parse(activeAt) + (isFiring ? duration * 1000 : 0), value: Number(value) };
      }),
    ),
  );
  return { alerts, isOver: isOverSince(groups, startMs) };
}
