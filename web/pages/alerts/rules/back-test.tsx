import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Backtest } from '#contract/rules.ts';
import { formatOf } from '../../../lib/alert-words.ts';
import { asText, exact } from '../../../lib/quantity.ts';
import { span, stamp } from '../../../lib/time.ts';
import { sentence } from '../../../lib/words.ts';
import { FiredStrip } from '../../../ui/alerts/fired-strip.tsx';
import { Choice } from '../../../ui/form/field.tsx';
import { FormProblem } from '../../../ui/form/problem.tsx';
import { usePreferences } from '../../../ui/preferences.ts';
import { useSending } from '../../../ui/sending.ts';
import { conditionOf, type Draft } from './draft.ts';

const pasts = [
  { id: '86400', says: 'the last day' },
  { id: '604800', says: 'the last 7 days' },
] as const;
type Past = (typeof pasts)[number]['id'];
const fewShown = 20;

function verdict({ fired, firingSeconds, longestSeconds }: Backtest): string {
  if (fired === 0) return 'It would not have fired.';
  const times = fired === 1 ? 'once' : `${exact(fired)} times`;
  return `It would have fired ${times}, for ${span(firingSeconds)} in all${fired === 1 ? '' : `, at most ${span(longestSeconds)} at a time`}.`;
}

const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .filter(([name]) => name !== 'alertname' && name !== '__name__')
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

function Intervals({ result, unit }: { readonly result: Backtest; readonly unit: string }): ReactNode {
  const { zone } = usePreferences();
  const { intervals, more, to } = result;
  const rest = more + intervals.length - Math.min(fewShown, intervals.length);
  return (
    <ol className="fired-list">
      {intervals.slice(0, fewShown).map((interval) => (
        <li key={`${interval.from} ${labelsText(interval.labels)}`}>
          <time dateTime={interval.from}>{stamp(Date.parse(interval.from), zone).slice(5, 16)}</time>
          <span>{span((Date.parse(interval.to ?? to) - Date.parse(interval.from)) / 1000)}</span>
          <span className="right">{interval.peak === null ? '' : asText(formatOf(unit)(interval.peak))}</span>
          <code className="cut" title={labelsText(interval.labels)}>
            {labelsText(interval.labels)}
          </code>
        </li>
      ))}
      {rest > 0 && <li className="quiet">and {exact(rest)} more</li>}
    </ol>
  );
}

function Result({ result, unit }: { readonly result: Backtest; readonly unit: string }): ReactNode {
  const { intervals, from, to, noise, stepSeconds } = result;
  const spans = intervals.map((one) => ({ fromMs: Date.parse(one.from), toMs: Date.parse(one.to ?? to) }));
  const fromMs = Date.parse(from);
  return (
    <div className="back-test" role="status">
      <p>
        <b>{verdict(result)}</b> {result.fired > 0 && sentence(noise.says)}
      </p>
      <FiredStrip spans={spans} fromMs={fromMs} toMs={Date.parse(to)} knownFromMs={fromMs} parts={120} />
      <p className="quiet">
        From {stamp(fromMs, 'UTC')}, evaluated every {span(stepSeconds)}.
      </p>
      {intervals.length > 0 && <Intervals result={result} unit={unit} />}
    </div>
  );
}

/** How often and how long it would have fired on what is stored. */
export function BackTest({ draft }: { readonly draft: Draft }): ReactNode {
  const [past, setPast] = useState<Past>('604800');
  const condition = conditionOf(draft);
  const { mutate, data, error, isPending, variables } = useSending('POST /api/rules/backtest', { changes: [] });
  const test = () => {
    if (condition === undefined) return;
    const toMs = Date.now();
    // Both ends by one clock: seven days by two are longer than what is allowed.
    const range = { from: new Date(toMs - Number(past) * 1000).toISOString(), to: new Date(toMs).toISOString() };
    mutate({ to: {}, body: { condition, for: draft.for, ...range } });
  };
  const isOld = variables !== undefined && JSON.stringify([variables.body.condition, variables.body.for]) !== JSON.stringify([condition, draft.for]);
  return (
    <section className="sheet rule-part" aria-label="Back-test">
      <h3>Back-test</h3>
      <div className="back-test-ask">
        <Choice label="On what was stored in" value={past} choices={pasts} onChange={setPast} />
        <Button className="control control-box" isDisabled={condition === undefined} isPending={isPending} onPress={test}>
          {isPending ? 'Testing …' : 'Test it'}
        </Button>
      </div>
      <FormProblem error={error} text={{ field: 'condition', value: draft.of === 'metrics' ? draft.expression : draft.query }} />
      {data !== undefined && error === null && (
        <div className={isOld ? 'old' : undefined}>
          {isOld && <p className="quiet">Of the rule as it was before; test it again.</p>}
          <Result result={data} unit={draft.unit} />
        </div>
      )}
    </section>
  );
}
