import { Copy, Pencil, Power, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Rule } from '#contract/rules.ts';
import { exact } from '../../../lib/quantity.ts';
import { ruleId } from '../../../lib/rule-id.ts';
import { ago, span, stamp } from '../../../lib/time.ts';
import { sentence } from '../../../lib/words.ts';
import { FiredStrip } from '../../../ui/alerts/fired-strip.tsx';
import { SeverityWord } from '../../../ui/alerts/severity.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Facts } from '../../../ui/entity/facts.tsx';
import { FormProblem } from '../../../ui/form/problem.tsx';
import { RemoveButton } from '../../../ui/form/remove-button.tsx';
import { Link } from '../../../ui/link.tsx';
import { useNow } from '../../../ui/now.ts';
import { Panel, PanelSkeleton, Summary } from '../../../ui/panel/panel.tsx';
import { usePreferences } from '../../../ui/preferences.ts';
import { useRoute } from '../../../ui/queries.ts';
import { useSending } from '../../../ui/sending.ts';
import { usePageChange } from '../../../ui/shell/rail.tsx';
import { say } from '../../../ui/toast.tsx';
import { RunbookText } from '../evidence/runbook.tsx';
import { editKey, newRule, ruleKey } from '../place.ts';
import { NoiseCell, RuleState } from './rule-state.tsx';
import { switchedWords, switchWords, togetherWords } from './rule-words.ts';
import { useFired } from './use-fired.ts';

const everyMs = 10_000;

function OfRule({ rule }: { readonly rule: Rule }): ReactNode {
  const { zone } = usePreferences();
  const nowMs = useNow(5000);
  const { severity, owner, domain, evaluatedAt, evaluationSeconds, changed, history, noise } = rule;
  const facts: (readonly [string, ReactNode])[] = [
    ['State', <RuleState key="state" rule={rule} />],
    ['Severity', <SeverityWord key="severity" severity={severity} />],
    ['Fires after', rule.for === '0s' ? 'at once' : rule.for],
    [
      'Evaluated',
      evaluatedAt === null
        ? 'never'
        : `${ago(Date.parse(evaluatedAt), nowMs)}${evaluationSeconds === null ? '' : `, in ${Math.max(1, Math.round(evaluationSeconds * 1000))} ms`}`,
    ],
    [
      'Owner',
      owner === '' ? (
        <span key="owner" className="quiet">
          nobody’s
        </span>
      ) : (
        owner
      ),
    ],
    ['Domain', domain],
    ['Since', stamp(Date.parse(history.from), zone)],
    ['Fired', history.fired === 0 ? 'never' : `${exact(history.fired)} ${history.fired === 1 ? 'time' : 'times'}, ${span(history.firingSeconds)} in all`],
    ['Noise', noise === null ? <NoiseCell key="noise" noise={noise} /> : sentence(noise.says)],
    ...(changed === null ? [] : [['Changed', `${stamp(Date.parse(changed.at), zone)} by ${changed.who}`] as const]),
  ];
  return <Facts facts={facts} />;
}

function Remove({ name, onDone }: { readonly name: string; readonly onDone: () => void }): ReactNode {
  const done = () => {
    say(`${name} is removed.`);
    onDone();
  };
  const { mutate, isPending, error } = useSending('DELETE /api/rules/:name', { changes: ['GET /api/rules', 'GET /api/alerts'], onDone: done });
  return (
    <RemoveButton
      className="control control-box"
      icon={<Trash2 className="icon" size={14} aria-hidden="true" />}
      isPending={isPending}
      error={error}
      onRemove={() => mutate({ to: { name }, body: {} })}
    />
  );
}

interface TurnProps extends Pick<Rule, 'name' | 'on'> {
  /** How many rules have that name: the switch is of all of them. */
  readonly count: number;
}

/** What is switched off is not looked at, and fires nothing. */
function Turn({ name, on, count }: TurnProps): ReactNode {
  const { mutate, isPending, error } = useSending('PUT /api/rules/:name/switch', {
    changes: ['GET /api/rules', 'GET /api/alerts'],
    onDone: (rule) => say(switchedWords(rule, count)),
  });
  return (
    <>
      <Button className="control control-box" isPending={isPending} onPress={() => mutate({ to: { name }, body: { on: !on } })}>
        <Power className="icon" size={14} aria-hidden="true" />
        {switchWords(on, count)}
      </Button>
      <FormProblem error={error} />
    </>
  );
}

/** As the panel's first sentence is marked: a rule that is not looked at says nothing of what it watches. */
const summaryStates = { failing: 'critical', firing: 'warning', unknown: 'unknown', pending: 'ok', inactive: 'ok' } as const;

interface LoadedProps {
  readonly rule: Rule;
  /** Those that have its name, too. */
  readonly others: readonly Rule[];
  readonly onClose: () => void;
}

function Loaded({ rule, others, onClose }: LoadedProps): ReactNode {
  const changeTo = usePageChange();
  const fired = useFired(rule.name);
  const together = togetherWords(others);
  const { name, expression, problem, description, summary, builtIn, runbook, history, state } = rule;
  return (
    <>
      <Summary state={summaryStates[state]} text={problem ?? summary} />
      <section className="panel-part alert-facts">
        <OfRule rule={rule} />
        {fired !== undefined && (
          <FiredStrip {...fired} spans={fired.spans.get(ruleId(rule)) ?? []} knownFromMs={Math.max(fired.knownFromMs, Date.parse(history.from))} parts={112} />
        )}
        <div className="alert-actions">
          {!builtIn && (
            <Link className="control control-box" to={{ set: { [editKey]: name, [ruleKey]: undefined } }}>
              <Pencil className="icon" size={14} aria-hidden="true" />
              Edit
            </Link>
          )}
          <Link className="control control-box" to={newRule(ruleId(rule))}>
            <Copy className="icon" size={14} aria-hidden="true" />
            New one like it
          </Link>
          <Turn name={name} on={rule.on} count={others.length + 1} />
          {!builtIn && <Remove name={name} onDone={onClose} />}
        </div>
        {builtIn && <p className="dim">It comes with Sonde: it can be switched off, and not changed.</p>}
        {together !== undefined && <p className="dim">{together}</p>}
      </section>
      <section className="panel-part">
        <div className="lines-head">
          <h3>Expression</h3>
          <CopyButton label="Copy the expression" words="Copy" className="control" text={() => expression} />
        </div>
        <pre className="rule-expression">{expression}</pre>
      </section>
      {description !== '' && (
        <section className="panel-part">
          <h3>What it says</h3>
          <p className="alert-description">{description}</p>
        </section>
      )}
      <section className="panel-part">
        <h3>Alerts of it</h3>
        <p>
          <Link to={changeTo('/alerts', { find: name })}>Those that fire now</Link>
        </p>
      </section>
      {runbook !== null && (
        <section className="panel-part">
          <h3>Runbook</h3>
          <RunbookText name={runbook} />
        </section>
      )}
    </>
  );
}

function Title({ name, aspect }: Pick<Rule, 'name' | 'aspect'>): ReactNode {
  return (
    <span className="panel-title cut">
      {name}
      {aspect !== null && <span className="dim"> {aspect}</span>}
    </span>
  );
}

/** One rule: what it does, what it did, and what stands in it. */
export function RulePanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }): ReactNode {
  const { data, error } = useRoute('GET /api/rules', undefined, () => ({}), { everyMs });
  const rule = data?.rules.find((one) => ruleId(one) === id);
  const others = data?.rules.filter((one) => one.name === rule?.name && one !== rule) ?? [];
  const called = rule ?? { name: id.split('.')[0] ?? id, aspect: null };
  const title = called.aspect === null ? called.name : `${called.name} ${called.aspect}`;
  return (
    <Panel title={title} header={<Title {...called} />} onClose={onClose}>
      {rule === undefined && data === undefined && error === null && <PanelSkeleton />}
      {rule === undefined && (data !== undefined || error !== null) && <Summary state="unknown" text={error?.message ?? `There is no rule ${id}.`} />}
      {rule !== undefined && <Loaded rule={rule} others={others} onClose={onClose} />}
    </Panel>
  );
}
