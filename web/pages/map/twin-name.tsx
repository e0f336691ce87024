import type { ReactNode } from 'react';
import type { TopologyNode } from '#contract/routes.ts';
import { KindIcon } from '../../ui/entity/kind.tsx';

/** Many namespaces have a node of the same name; without one there is nothing to tell apart. */
export function TwinName({ kind, name, namespace = '' }: TopologyNode): ReactNode {
  return (
    <>
      <KindIcon kind={kind} />
      {namespace !== '' && (
        <span className="twin-namespace quiet" title={namespace}>
          {namespace}/
        </span>
      )}
      <span className="cut" title={namespace === '' ? name : `${namespace}/${name}`}>
        {name}
      </span>
    </>
  );
}
