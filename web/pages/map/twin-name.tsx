import type { ReactNode } from 'react';
import type { TopologyNode } from '#contract/routes.ts';
import { KindIcon } from '../../ui/entity/kind.tsx';

/** Many namespaces have a node of the same name; without one there is nothing to tell apart. */
export function TwinName(node: TopologyNode): ReactNode {
  const { name, namespace = '' } = node;
  return (
    <>
      <KindIcon of={node} />
      <span className="twin-name" title={namespace === '' ? name : `${namespace}/${name}`}>
        {namespace !== '' && <span className="twin-namespace quiet">{namespace}</span>}
        <span className="cut">
          {namespace !== '' && <span className="quiet">/</span>}
          {name}
        </span>
      </span>
    </>
  );
}
