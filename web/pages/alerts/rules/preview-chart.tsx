import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { Preview } from '#contract/rules.ts';
import { formatOf } from '../../../lib/alert-words.ts';
import { exact } from '../../../lib/quantity.ts';
import { tellingNames } from '../../../lib/series-names.ts';
import { sentence } from '../../../lib/words.ts';
import { send } from '../../../ui/api.ts';
import { Hatched } from '../../../ui/believed.tsx';
import { Chart } from '../../../ui/charts/chart.tsx';
import { NoData } from '../../../ui/charts/history-charts.tsx';
import { FormProblem } from '../../../ui/form/problem.tsx';
import { Skeleton, Waiting } from '../../../ui/states.tsx';
import { conditionOf, type Draft } from './draft.ts';

/** Who writes is left alone for so long. */
const restMs = 600;
const mostLines = 8;
const dayMs = 86_400_000;

const everyMs = 15_000;

/** A value once nobody has changed it for a while. */
function useRested<Value>(value: Value): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

function Drawn({ preview, unit }: { readonly preview: Preview; readonly unit: string }): ReactNode {
  const { series, threshold, comparison, from, to, stepSeconds, query, more } = preview;
  const shown = series.slice(0, mostLines);
  const beyond = more + series.length - shown.length;
  if (series.length === 0)
    return <NoData title="Now and in the last day">Nothing of this was measured in the last day: the name of a metric or of a label may be wrong.</NoData>;
  const names = tellingNames(
    shown.map(({ name }) => name),
    'measured',
  );
  const steps = Math.max(2, ...shown.map(({ values }) => values.length));
  const lines = [
    ...shown.map(({ values }, at) => ({ label: names[at] ?? '', colour: `--cat-${at + 1}`, values })),
    ...(threshold === null
      ? []
      : [{ label: `limit ${comparison ?? ''}`, colour: '--critical', values: Array.from({ length: steps }, () => threshold), dashed: true }]),
  ];
  return (
    <>
      <Chart
        title="The last day"
        startMs={Date.parse(from)}
        stepSeconds={stepSeconds}
        lines={lines}
        format={formatOf(unit)}
        syncKey="rule"
        span={{ fromMs: Date.parse(from), toMs: Date.parse(to) }}
        heightPx={180}
        query={query}
        onRange={() => undefined}
      />
      {beyond > 0 && <p className="quiet">and {exact(beyond)} more lines</p>}
    </>
  );
}

/** What the rule looks at, over the last day, with its limit. */
export function PreviewChart({ draft }: { readonly draft: Draft }): ReactNode {
  const condition = useMemo(() => conditionOf(draft), [draft]);
  const asked = useRested(condition);
  const { data, error, isPlaceholderData } = useQuery<Preview, Error>({
    queryKey: ['POST /api/rules/preview', asked],
    queryFn:
      asked === undefined ? skipToken : () => send('POST /api/rules/preview', {}, { condition: asked, from: new Date(Date.now() - dayMs).toISOString() }),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });
  return (
    <section className="sheet rule-part" aria-label="Preview">
      <h3>Preview</h3>
      {asked === undefined && <p className="dim">What it looks at is drawn here once it is written.</p>}
      {asked !== undefined && error !== null && (
        <FormProblem error={error} text={{ field: 'condition', value: draft.of === 'metrics' ? draft.expression : draft.query }} />
      )}
      {asked !== undefined && error === null && data === undefined && (
        <Waiting>
          <Skeleton width="100%" height={200} />
        </Waiting>
      )}
      {asked !== undefined && error === null && data !== undefined && (
        <div className={isPlaceholderData ? 'old' : undefined}>
          <Drawn preview={data} unit={draft.unit} />
          {data.hints.map(({ says, position }) => (
            <Hatched key={`${position} ${says}`}>{sentence(says)}</Hatched>
          ))}
        </div>
      )}
    </section>
  );
}
