import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { agentJob } from '#contract/doctor.ts';
import type { Host } from './host/host.ts';
import { httpGet } from './http-get.ts';

const QueryReply = Type.Object({ data: Type.Object({ result: Type.Array(Type.Unknown()) }) });
const TargetsReply = Type.Object({
  data: Type.Object({ activeTargets: Type.Array(Type.Object({ labels: Type.Record(Type.String(), Type.String()), lastError: Type.String() })) }),
});

/** Returns once Prometheus has scraped the agent that became ready at that time; else throws why not. */
export async function checkFirstScrape({ addresses, config, node }: Host, agentReadyAtMs: number): Promise<void> {
  const series = `up{job="${agentJob}",cluster="${config.cluster}",node="${node}"}`;
  const query = `${series} == 1 and timestamp(${series}) >= ${agentReadyAtMs / 1000}`;
  const { data } = await ask(`${addresses.prometheus}/api/v1/query?query=${encodeURIComponent(query)}`, QueryReply);
  if (data.result.length > 0) return;
  const targets = await ask(`${addresses.prometheus}/api/v1/targets?state=active`, TargetsReply);
  const target = targets.data.activeTargets.find(({ labels }) => labels.job === agentJob && labels.node === node);
  if (target === undefined)
    throw new Error(
      `Prometheus at ${addresses.prometheus} has no target of the job ${agentJob} for this node; it has to scrape what ${config.data}/up/prometheus.yml lists`,
    );
  throw new Error(target.lastError === '' ? 'Prometheus has not scraped the agent yet' : `Prometheus cannot scrape the agent: ${target.lastError}`);
}

async function ask<Schema extends TSchema>(url: string, schema: Schema): Promise<Static<Schema>> {
  const { status, body } = await httpGet(url);
  if (status !== 200) throw new Error(`${url} answers ${status}: ${body.slice(0, 300)}`);
  const reply: unknown = JSON.parse(body);
  if (!Value.Check(schema, reply)) throw new Error(`${url} does not answer as Prometheus does`);
  return reply;
}
