import type { ReactNode } from 'react';
import type { TopologyNode } from '#contract/routes.ts';
import { Link } from '../link.tsx';
import type { Change } from '../location.ts';
import { WithCard } from './entity-card.tsx';
import { KindIcon } from './kind.tsx';
import { Mark } from './mark.tsx';

interface Props {
  readonly node: TopologyNode;
  readonly to: Change;
  readonly plain?: boolean;
  /** Not there in this time. */
  readonly gone?: boolean;
}

/** An entity in a line of text: what it is, its name, its health. `plain` is for dense rows. */
export function Chip({ node, to, plain = false, gone = false }: Props): ReactNode {
  return (
    <WithCard of={node} health={node.health} gone={gone}>
      <Link className={plain ? 'chip chip-plain' : 'chip'} to={to}>
        <KindIcon of={node} />
        <span className="cut">{node.name}</span>
        <Mark state={node.health.state} />
      </Link>
    </WithCard>
  );
}
