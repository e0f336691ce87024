import './rules.css';
import { Plus } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import type { Rule } from '#contract/rules.ts';
import { exact } from '../../../lib/quantity.ts';
import { ruleId } from '../../../lib/rule-id.ts';
import { Mark } from '../../../ui/entity/mark.tsx';
import { Link } from '../../../ui/link.tsx';
import { go, usePlace } from '../../../ui/location.ts';
import { useNow } from '../../../ui/now.ts';
import { useRoute } from '../../../ui/queries.ts';
import { usePageChange } from '../../../ui/shell/rail.tsx';
import { Empty, Failure, Skeleton, Waiting } from '../../../ui/states.tsx';
import { Listing } from '../../../ui/table/listing.tsx';
import { alertKey, editKey, newKey, newRule, opens, ruleKey } from '../place.ts';
import { ruleColumns } from './columns.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { useFired } from './use-fired.ts';

const everyMs = 10_000;

const textOf = ({ name, aspect, summary, owner, domain, severity, state, expression }: Rule): string =>
  [name, aspect ?? '', summary, owner, domain, severity, state, expression].join(' ');

function NewRule(): ReactNode {
  return (
    <Link className="control control-box" to={newRule()}>
      <Plus className="icon" size={14} aria-hidden="true" />
      New rule
    </Link>
  );
}

/** What is wrong with the rules themselves. */
function Failing({ rules }: { readonly rules: readonly Rule[] }): ReactNode {
  const failing = rules.filter(({ state }) => state === 'failing');
  const [first] = failing;
  if (first === undefined) return null;
  return (
    <p className="rules-failing">
      <Mark state="critical" />
      <span>
        {failing.length === 1 ? '1 rule' : `${exact(failing.length)} rules`} cannot be evaluated, so that nothing is told of what{' '}
        {failing.length === 1 ? 'it watches' : 'they watch'}: <Link to={opens(ruleKey, ruleId(first))}>{first.name}</Link>
        {failing.length > 1 && ' and others'}.
      </span>
    </p>
  );
}

function List({ rules }: { readonly rules: readonly Rule[] }): ReactNode {
  const { query } = usePlace();
  const nowMs = useNow(5000);
  const fired = useFired();
  const columns = useMemo(() => ruleColumns(fired, nowMs), [fired, nowMs]);
  const changeTo = usePageChange();
  if (rules.length === 0) {
    return (
      <Empty title="There are no rules">
        <p>
          Prometheus was given none, or does not answer: <Link to={changeTo('/doctor')}>the doctor</Link> says which.
        </p>
        <NewRule />
      </Empty>
    );
  }
  return (
    <div className="page-body rules-body">
      <Failing rules={rules} />
      <Listing
        label="Rules"
        name="rules"
        columns={columns}
        rows={rules}
        idOf={ruleId}
        textOf={textOf}
        start={{ column: 'state', falling: false }}
        isBesidePanel={query.has(ruleKey) || query.has(alertKey)}
        onOpen={(rule) => go(opens(ruleKey, ruleId(rule)))}
      >
        <NewRule />
      </Listing>
    </div>
  );
}

/** All rules: what each does now, what it did of late, and whether it can be trusted. */
export function Rules(): ReactNode {
  const { query } = usePlace();
  const isNew = query.get(newKey) === 'rule';
  const { data, error, dataUpdatedAt, isFetching, refetch } = useRoute('GET /api/rules', undefined, () => ({}), { everyMs });
  const edited = isNew ? undefined : data?.rules.find(({ name }) => name === query.get(editKey));
  if (data !== undefined && (isNew || edited !== undefined)) {
    return <RuleEditor key={isNew ? newKey : `${editKey} ${edited?.name}`} rule={edited} names={data.rules.map(({ name }) => name)} />;
  }
  return (
    <>
      {error !== null && (
        <Failure what="The rules" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(data && { shownSinceMs: dataUpdatedAt })} />
      )}
      {data === undefined && error === null && (
        <Waiting>
          <div className="page-body">
            <Skeleton width="100%" height={320} />
          </div>
        </Waiting>
      )}
      {data !== undefined && <List rules={data.rules} />}
    </>
  );
}
