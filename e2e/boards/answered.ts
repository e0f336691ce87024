import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse, parseAllDocuments } from 'yaml';
import { eventually } from '../whole/eventually.ts';
import { ask } from './prometheus.ts';
import { filledIn, uniqueQueries, writtenBoards } from './queries.ts';

/** One scrape after the other of a minute, which is longer than every range but those of an hour. */
const span = { spanSeconds: 60, stepSeconds: 5 };
const moment = { spanSeconds: 0, stepSeconds: 5 };
const atOnce = 8;

interface Asking {
  readonly where: string;
  readonly query: string;
  /** For one moment only. */
  readonly instant?: boolean;
  /** What it takes that may be absent: then an empty answer is one. */
  readonly needs?: string | undefined;
}

/** Asks some at a time; answers those that are empty and need nothing. A query that is refused throws. */
async function emptyOf(prometheus: string, asked: readonly Asking[]): Promise<Asking[]> {
  const left = [...asked];
  const empty: Asking[] = [];
  const endSeconds = Math.floor(Date.now() / 1000);
  const worker = async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      const found = await ask(prometheus, one.query, { ...(one.instant === true ? moment : span), endSeconds });
      if (found.length === 0 && one.needs === undefined) empty.push(one);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return empty;
}

/** Waits until each of them has an answer; what is there once is not asked again. */
async function allAnswered(prometheus: string, asked: readonly Asking[], deadlineMs: number): Promise<void> {
  let left = asked;
  await eventually('an answer to every query', deadlineMs, async () => {
    left = await emptyOf(prometheus, left);
    if (left.length > 0) throw new Error(left.map(({ where, query }) => `${where} is empty: ${query}`).join('\n'));
  });
}

/** Every query of every board, each once. */
export async function boardsAnswer(prometheus: string, deadlineMs: number): Promise<void> {
  const queries = uniqueQueries(writtenBoards()).map(({ expr, ...asked }) => ({ query: filledIn(expr), ...asked }));
  await allAnswered(prometheus, queries, deadlineMs);
}

const folder = join(import.meta.dirname, '..', '..', 'dashboards', 'dist', 'autoscaling');
const ofPods = /server=~"[^"]+"/;
const Adapter = Type.Object({ externalRules: Type.Array(Type.Object({ seriesQuery: Type.String(), metricsQuery: Type.String() })) });
const ScaledObject = Type.Object({
  spec: Type.Object({ triggers: Type.Array(Type.Object({ metadata: Type.Object({ query: Type.String() }) })) }),
});

/** What an autoscaler asks, for a workload of this host, which is no pod: that pods are found by their names is for promtool. Indexers need Kafka. */
export async function autoscalingAnswers(prometheus: string, workload: string, deadlineMs: number): Promise<void> {
  const { externalRules } = Value.Parse(Adapter, parse(readFileSync(join(folder, 'prometheus-adapter.yaml'), 'utf8')));
  const ofAdapter = externalRules.map(({ seriesQuery, metricsQuery }) =>
    metricsQuery
      .replace('<<.Series>>', seriesQuery.replace(/\{.*/, ''))
      .replace(ofPods, `server="${workload}"`)
      .replace(/(, )?<<.LabelMatchers>>/, ''),
  );
  const ofKeda = parseAllDocuments(readFileSync(join(folder, 'keda.yaml'), 'utf8')).flatMap((document) =>
    Value.Parse(ScaledObject, document.toJS()).spec.triggers.map(({ metadata }) =>
      metadata.query.replace(ofPods, `server="${workload}"`).replace(/, server_namespace="\w+"/, ''),
    ),
  );
  const asked = [...ofAdapter, ...ofKeda].map((query) => ({ where: 'autoscaling', query, needs: query.includes('indexer') ? 'kafka' : undefined }));
  await allAnswered(prometheus, asked, deadlineMs);
}
