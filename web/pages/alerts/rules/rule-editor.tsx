import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Rule } from '#contract/rules.ts';
import { ruleId } from '../../../lib/rule-id.ts';
import { ApiError } from '../../../ui/api.ts';
import { FormProblem } from '../../../ui/form/problem.tsx';
import { Link } from '../../../ui/link.tsx';
import { go, usePlace } from '../../../ui/location.ts';
import { useRoute } from '../../../ui/queries.ts';
import { useSending } from '../../../ui/sending.ts';
import { say } from '../../../ui/toast.tsx';
import { editKey, likeKey, newKey, newRule, ruleKey } from '../place.ts';
import { BackTest } from './back-test.tsx';
import { type Draft, draftOf, newRuleOf, problemsOf, ruleInputOf } from './draft.ts';
import { ConditionFields, RuleFields } from './fields.tsx';
import { PreviewChart } from './preview-chart.tsx';

const changes = ['GET /api/rules', 'GET /api/alerts'] as const;
const leaves = (rule: Rule | undefined) => ({ set: { [editKey]: undefined, [newKey]: undefined, [likeKey]: undefined, [ruleKey]: rule && ruleId(rule) } });

/** Which text of the form a refusal points into. */
function pointsInto(error: Error | null, draft: Draft): { field: string; value: string } | undefined {
  const field = error instanceof ApiError ? error.problem?.field : undefined;
  if (field === undefined) return undefined;
  return { field, value: draft.of === 'metrics' ? draft.expression : draft.query };
}

function useSaving(isNew: boolean) {
  const onDone = (rule: Rule) => {
    say(`${rule.name} is saved, and watched from now on.`);
    go(leaves(rule));
  };
  const adding = useSending('POST /api/rules', { changes, onDone });
  const changing = useSending('PUT /api/rules/:name', { changes, onDone });
  const save = (draft: Draft) => {
    const added = newRuleOf(draft);
    const changed = ruleInputOf(draft);
    if (isNew && added !== undefined) adding.mutate({ to: {}, body: added });
    else if (changed !== undefined) changing.mutate({ to: { name: draft.name }, body: changed });
  };
  const { error, isPending } = isNew ? adding : changing;
  return { save, error, isPending };
}

interface Props {
  /** Undefined: a new one. */
  readonly rule: Rule | undefined;
  readonly names: readonly string[];
}

/** A rule of one's own: what it looks at, on a graph and over the stored past, before it is saved. */
export function RuleEditor({ rule, names }: Props): ReactNode {
  const like = usePlace().query.get(likeKey);
  const { data } = useRoute('GET /api/rules', undefined, () => ({}));
  const model = data?.rules.find((one) => ruleId(one) === like);
  const [draft, setDraft] = useState<Draft>(() => (rule === undefined && model !== undefined ? { ...draftOf(model), name: '' } : draftOf(rule)));
  const [wasSent, setSent] = useState(false);
  const change = (changed: Partial<Draft>) => setDraft((before) => ({ ...before, ...changed }));
  const { save, error, isPending } = useSaving(rule === undefined);
  const problems = problemsOf(draft, rule === undefined ? names : []);
  const shown = wasSent ? problems : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (Object.keys(problems).length === 0) save(draft);
  };
  if (rule?.builtIn === true) {
    return (
      <p className="alert-none">
        {rule.name} comes with Sonde and is not changed here. <Link to={newRule(ruleId(rule))}>Make a new one like it</Link>
      </p>
    );
  }
  return (
    <form className="rule-editor" aria-label={rule === undefined ? 'New rule' : `Edit ${rule.name}`} noValidate onSubmit={submit}>
      <div className="form rule-fields">
        <h2>{rule === undefined ? 'New rule' : rule.name}</h2>
        <ConditionFields draft={draft} problems={shown} onChange={change} />
        <RuleFields draft={draft} problems={shown} isNew={rule === undefined} onChange={change} />
        <FormProblem error={error} text={pointsInto(error, draft)} />
        <div className="form-foot">
          <Button type="submit" className="control control-accent" isPending={isPending}>
            Save
          </Button>
          <Link className="control" to={leaves(undefined)}>
            Cancel
          </Link>
          {wasSent && Object.keys(problems).length > 0 && <span className="text-critical">Not saved: see above.</span>}
        </div>
      </div>
      <div className="rule-evidence">
        <PreviewChart draft={draft} />
        <BackTest draft={draft} />
      </div>
    </form>
  );
}
