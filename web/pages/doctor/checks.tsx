import { Check as CheckIcon, ChevronRight, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Check } from '#contract/doctor.ts';
import { capital } from '../../lib/words.ts';
import { Mark } from '../../ui/entity/mark.tsx';
import { Link } from '../../ui/link.tsx';
import { Prose } from '../../ui/prose.tsx';
import { nodePath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';

const order: readonly Check['state'][] = ['failed', 'warning', 'info', 'ok'];
const words: Readonly<Record<Check['state'], string>> = { failed: 'failed', warning: 'warning', info: 'to know', ok: 'fine' };

function StateMark({ state }: { readonly state: Check['state'] }): ReactNode {
  if (state === 'failed') return <Mark state="critical" />;
  if (state === 'warning') return <Mark state="warning" />;
  const Icon = state === 'ok' ? CheckIcon : Info;
  return <Icon className="icon icon-quiet" size={14} role="img" aria-label={words[state]} />;
}

interface Props {
  readonly checks: readonly Check[];
  /** Nodes that a check may name. */
  readonly nodes?: readonly string[];
}

/** To the node that a check names, as a word of its own. */
function ToNode({ check: { name, says }, nodes }: { readonly check: Check; readonly nodes: readonly string[] }): ReactNode {
  const changeTo = usePageChange();
  const words = new Set(`${name} ${says}`.split(/[\s,;:()]+/));
  const named = nodes.filter((node) => words.has(node));
  return named.length === 0 ? null : (
    <span className="check-nodes">
      {named.map((node) => (
        <Link key={node} to={changeTo(nodePath(node))}>
          {node}
        </Link>
      ))}
    </span>
  );
}

function OneCheck({ check, nodes }: { readonly check: Check; readonly nodes: readonly string[] }): ReactNode {
  return (
    <li className={`check check-${check.state}`}>
      <StateMark state={check.state} />
      <div>
        <h3>{capital(check.name)}</h3>
        <p>
          <Prose text={check.says} />
        </p>
        {check.mend !== '' && (
          <p className="check-mend">
            <Prose text={check.mend} />
          </p>
        )}
      </div>
      <ToNode check={check} nodes={nodes} />
    </li>
  );
}

/** What it looks at, without which of them. */
const kindOf = ({ name }: Check): string => name.replace(/ (?:on|at) \S+$/, '');

/** So many of one kind, all of them fine, are one line that opens. */
const leastFolded = 5;

function Folded({ checks, nodes }: { readonly checks: readonly Check[]; readonly nodes: readonly string[] }): ReactNode {
  const [first] = checks;
  return (
    first !== undefined && (
      <li>
        <details className="folded">
          <summary className="check check-ok">
            <StateMark state="ok" />
            <div>
              <h3>
                {capital(kindOf(first))} <span className="quiet">× {checks.length}</span>
              </h3>
              <p>{checks.every(({ says }) => says === first.says) ? `${first.says}, each of them` : 'all of them fine'}</p>
            </div>
            <ChevronRight className="icon folded-turn" size={14} aria-hidden="true" />
          </summary>
          <ul>
            {checks.map((check) => (
              <OneCheck key={check.name} check={check} nodes={nodes} />
            ))}
          </ul>
        </details>
      </li>
    )
  );
}

/** What was looked at, what is wrong first, each with how to mend it. */
export function Checks({ checks, nodes = [] }: Props): ReactNode {
  const ordered = [...checks].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const alike = Map.groupBy(ordered, (check) => (check.state === 'ok' ? kindOf(check) : check.name));
  return (
    <ul className="checks">
      {[...alike].map(([key, same]) =>
        same.length < leastFolded ? (
          same.map((check) => <OneCheck key={check.name} check={check} nodes={nodes} />)
        ) : (
          <Folded key={key} checks={same} nodes={nodes} />
        ),
      )}
    </ul>
  );
}
