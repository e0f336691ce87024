import type { ReactNode } from 'react';
import { Choice, TextArea, TextField } from '../../../ui/form/field.tsx';
import { domains, severities, units } from './choices.ts';
import type { Comparison, Draft, Problems } from './draft.ts';
import { durations } from './rule-words.ts';

interface Props {
  readonly draft: Draft;
  readonly problems: Problems;
  readonly onChange: (changed: Partial<Draft>) => void;
}

const sources = [
  { id: 'metrics', says: 'metrics, in PromQL' },
  { id: 'logs', says: 'how many lines of log' },
  { id: 'events', says: 'how many events' },
] as const;

const comparisons: readonly { readonly id: Comparison; readonly says: string }[] = [
  { id: '>', says: 'more than' },
  { id: '>=', says: 'at least' },
  { id: '<', says: 'fewer than' },
  { id: '<=', says: 'at most' },
  { id: '==', says: 'exactly' },
  { id: '!=', says: 'anything but' },
];

/** What the rule looks at. */
export function ConditionFields({ draft, problems, onChange }: Props): ReactNode {
  return (
    <>
      <Choice label="It looks at" value={draft.of} choices={sources} onChange={(of) => onChange({ of })} />
      {draft.of === 'metrics' ? (
        <TextArea
          label="Expression"
          mono
          rows={4}
          value={draft.expression}
          problem={problems.expression}
          hint="PromQL with its comparison, for example 1 - node_free / node_total > 0.9"
          maxLength={8192}
          onChange={(expression) => onChange({ expression })}
        />
      ) : (
        <>
          <TextField
            label={draft.of === 'logs' ? 'Which lines' : 'Which events'}
            mono
            value={draft.query}
            placeholder={draft.of === 'logs' ? 'level=error app=checkout' : 'type=tcp.connect_failed'}
            hint={`As on the page ${draft.of === 'logs' ? 'Logs' : 'Events'}.`}
            problem={problems.query}
            maxLength={2000}
            onChange={(query) => onChange({ query })}
          />
          <div className="form-row">
            <Choice label="There are" value={draft.comparison} choices={comparisons} onChange={(comparison) => onChange({ comparison })} />
            <TextField label="This many" value={draft.threshold} problem={problems.threshold} onChange={(threshold) => onChange({ threshold })} />
            <TextField label="Within" value={draft.within} problem={problems.within} onChange={(within) => onChange({ within })} />
          </div>
        </>
      )}
    </>
  );
}

/** What it is called, how bad it is, and what is said of it. */
export function RuleFields({ draft, problems, isNew, onChange }: Props & { readonly isNew: boolean }): ReactNode {
  return (
    <>
      <div className="form-row">
        <TextField
          label="For at least"
          value={draft.for}
          problem={problems.for}
          hint={`For example ${durations.slice(1, 4).join(', ')}.`}
          onChange={(text) => onChange({ for: text })}
        />
        <Choice label="Severity" value={draft.severity} choices={severities} onChange={(severity) => onChange({ severity })} />
      </div>
      <TextField
        label="Name"
        value={draft.name}
        problem={problems.name}
        hint="As one word: CheckoutSlow"
        disabled={!isNew}
        maxLength={64}
        onChange={(name) => onChange({ name })}
      />
      <TextField
        label="Summary"
        value={draft.summary}
        problem={problems.summary}
        hint="What is wrong when it fires, in a sentence."
        maxLength={512}
        onChange={(summary) => onChange({ summary })}
      />
      <TextArea label="Description, if any" value={draft.description} maxLength={4096} onChange={(description) => onChange({ description })} />
      <div className="form-row">
        <TextField label="Owner, if any" value={draft.owner} maxLength={128} onChange={(owner) => onChange({ owner })} />
        <Choice label="Its value is" value={draft.unit} choices={units} onChange={(unit) => onChange({ unit })} />
        <Choice label="Domain" value={draft.domain} choices={domains} onChange={(domain) => onChange({ domain })} />
      </div>
    </>
  );
}
