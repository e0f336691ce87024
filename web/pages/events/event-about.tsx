import { Server } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Record as Event } from '#contract/record.ts';
import { aboutOf } from '../../lib/event-words.ts';
import { WithCard } from '../../ui/entity/entity-card.tsx';
import { KindIcon } from '../../ui/entity/kind.tsx';
import { isKind } from '../../ui/entity/kind-words.ts';
import { Link } from '../../ui/link.tsx';
import { nodePath, runs, workloadPath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';

/** Whom an event is about, and the way there; of what is about nobody in particular, where it happened. */
export function EventAbout({ event: { identity, node } }: { readonly event: Event }): ReactNode {
  const changeTo = usePageChange();
  const about = aboutOf(identity);
  if (about === undefined || !isKind(about.kind)) {
    if (node === '') return null;
    return (
      <Link className="chip chip-plain" to={changeTo(nodePath(node))}>
        <Server className="icon" size={12} aria-hidden="true" />
        <span className="cut">{node}</span>
      </Link>
    );
  }
  const of = { id: identity, kind: about.kind, name: about.name };
  const said = (
    <>
      <KindIcon of={of} />
      <span className="cut">{about.name}</span>
    </>
  );
  if (!runs(of)) return <span className="chip chip-plain">{said}</span>;
  return (
    <WithCard of={of}>
      <Link className="chip chip-plain" to={changeTo(workloadPath(identity))}>
        {said}
      </Link>
    </WithCard>
  );
}
