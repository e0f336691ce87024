import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { boundedText } from '../bounded-body.ts';
import type { Labels } from '../store/prometheus.ts';
import { asPrometheusError } from '../store/prometheus-client.ts';
import { PrometheusError } from '../store/prometheus-error.ts';

const LabelSet = Type.Record(Type.String(), Type.String());
const Reply = Compile(
  Type.Object({
    data: Type.Object({
      groups: Type.Array(
        Type.Object({
          rules: Type.Array(
            Type.Object({
              name: Type.String(),
              duration: Type.Number(),
              alerts: Type.Array(Type.Object({ labels: LabelSet, annotations: LabelSet, state: Type.String(), activeAt: Type.String(), value: Type.String() })),
            }),
          ),
        }),
      ),
    }),
  }),
);

/** An alert as Prometheus sees it: perhaps not long enough yet to be told. */
export interface RuleAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly isFiring: boolean;
  readonly sinceMs: number;
  readonly value: number;
}

const timeoutMs = 10_000;
const maxBytes = 64 << 20;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function textOf(url: string): Promise<string> {
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/api/v1/rules?type=alert`, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
    const text = await boundedText(response, maxBytes);
    if (text === undefined) throw new PrometheusError('too-much', `the list of alerts is longer than ${maxBytes} bytes`);
    return text;
  } catch (cause) {
    throw asPrometheusError(cause, { url, timeoutMs });
  }
}

/** All that is pending or firing now. */
export async function prometheusAlerts(url: string): Promise<RuleAlert[]> {
  const reply = parsed(await textOf(url));
  if (!Reply.Check(reply)) throw new PrometheusError('away', 'Prometheus answered with something that is not a list of rules');
  return reply.data.groups.flatMap(({ rules }) =>
    rules.flatMap(({ alerts, duration }) =>
      alerts.map(({ labels, annotations, state, activeAt, value }) => {
        const isFiring = state === 'firing';
        return { labels, annotations, isFiring, sinceMs: Date.parse(activeAt) + (isFiring ? duration * 1000 : 0), value: Number(value) };
      }),
    ),
  );
}
