import { Server, Waypoints } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Alert } from '../../lib/alert-words.ts';
import { WithCard } from '../entity/entity-card.tsx';
import { KindIcon } from '../entity/kind.tsx';
import { isKind } from '../entity/kind-words.ts';
import { Link } from '../link.tsx';
import type { Change } from '../location.ts';
import { nodePath, toEdge, workloadPath } from '../runs.ts';
import { usePageChange } from '../shell/rail.tsx';

type Entity = NonNullable<Alert['entity']>;

const kindOf = (id: string): string => id.slice(0, Math.max(0, id.indexOf(':')));

function toEntity({ kind, id }: Entity, changeTo: ReturnType<typeof usePageChange>): Change {
  if (kind === 'node') return changeTo(nodePath(id));
  return kind === 'edge' ? toEdge(changeTo, id) : changeTo(workloadPath(id));
}

/** What an alert is about, and the way there. */
export function AlertEntity({ entity, plain = true }: { readonly entity: Entity; readonly plain?: boolean }): ReactNode {
  const changeTo = usePageChange();
  const { kind, id, name } = entity;
  const className = plain ? 'chip chip-plain' : 'chip';
  const workloadKind = kindOf(id);
  if (kind === 'workload' && isKind(workloadKind)) {
    const of = { id, kind: workloadKind, name };
    return (
      <WithCard of={of}>
        <Link className={className} to={toEntity(entity, changeTo)}>
          <KindIcon of={of} />
          <span className="cut">{name}</span>
        </Link>
      </WithCard>
    );
  }
  const Icon = kind === 'node' ? Server : Waypoints;
  return (
    <Link className={className} to={toEntity(entity, changeTo)}>
      <Icon className="icon" size={12} aria-hidden="true" />
      <span className="cut">{name}</span>
    </Link>
  );
}
