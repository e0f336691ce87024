import type { ReactNode } from 'react';
import type { ResourceUse } from '#contract/history.ts';
import type { EdgeDetail, TopologyNode } from '#contract/routes.ts';
import { asText, bytes, cores } from '../../../lib/quantity.ts';
import { SparkCell } from '../../../ui/charts/spark-cell.tsx';
import { Sparklines } from '../../../ui/charts/sparklines.tsx';
import { WithCard } from '../../../ui/entity/entity-card.tsx';
import { Figure } from '../../../ui/entity/figure.tsx';
import { KindIcon } from '../../../ui/entity/kind.tsx';
import { Link } from '../../../ui/link.tsx';
import { Maybe } from '../../../ui/numbers.tsx';
import { nodePath, runs, workloadPath } from '../../../ui/runs.ts';
import { usePageChange } from '../../../ui/shell/rail.tsx';

interface EndProps {
  readonly node: TopologyNode;
  readonly use: ResourceUse;
  /** In the time that is compared with. */
  readonly was: ResourceUse | undefined;
}

/** Leads to the page of what runs, and to that of its host, if it is one. */
function Who({ node }: Pick<EndProps, 'node'>): ReactNode {
  const changeTo = usePageChange();
  const [host, ...others] = node.hosts;
  return (
    <div className="resources-who">
      <WithCard of={node} health={node.health}>
        <Link className="chip chip-plain" to={changeTo(workloadPath(node.id))}>
          <KindIcon of={node} />
          <span className="cut">{node.name}</span>
        </Link>
      </WithCard>
      {host !== undefined && others.length === 0 && (
        <Link className="facts-link cut" to={changeTo(nodePath(host))}>
          on {host}
        </Link>
      )}
      {others.length > 0 && <span className="quiet">on {node.hosts.length} nodes</span>}
    </div>
  );
}

const nearLimitShare = 0.9;

function Used({ node: { id }, use: { cpuCores, memoryBytes, memoryLimitBytes }, was }: EndProps): ReactNode {
  const isNear = memoryBytes !== null && memoryLimitBytes !== null && memoryBytes > nearLimitShare * memoryLimitBytes;
  const tone = isNear ? 'warning' : undefined;
  return (
    <dl className="resources-used">
      <Figure title="CPU" {...(was && { was: <Maybe value={was.cpuCores} format={cores} /> })}>
        <SparkCell id={id} name="cpu">
          <Maybe value={cpuCores} format={cores} />
        </SparkCell>
      </Figure>
      <Figure
        title={memoryLimitBytes === null ? 'Memory' : `Memory, of ${asText(bytes(memoryLimitBytes))}`}
        tone={tone}
        {...(was && { was: <Maybe value={was.memoryBytes} format={bytes} /> })}
      >
        <SparkCell id={id} name="memory" tone={tone}>
          <Maybe value={memoryBytes} format={bytes} />
        </SparkCell>
      </Figure>
    </dl>
  );
}

function End(props: EndProps): ReactNode {
  const { node, use } = props;
  if (!runs(node)) return <p className="quiet">{`${node.name}: no program is known there, so what it uses is not either.`}</p>;
  return (
    <>
      <Who node={node} />
      {use.cpuCores === null && use.memoryBytes === null ? (
        <p className="quiet">Not among the largest of its host, which are measured one by one.</p>
      ) : (
        <Used {...props} />
      )}
    </>
  );
}

/** What either end uses of its host, whomever it is for. */
export function Resources({ detail: { client, server, use }, was }: { readonly detail: EdgeDetail; readonly was: EdgeDetail | undefined }): ReactNode {
  return (
    <section className="panel-part" aria-label="CPU and memory">
      <h3>
        CPU and memory <span>of both ends, in all they do</span>
      </h3>
      <Sparklines of="workloads">
        <End node={client} use={use.client} was={was?.use.client} />
        {server.id !== client.id && <End node={server} use={use.server} was={was?.use.server} />}
      </Sparklines>
    </section>
  );
}

/** What will be told of a connection once something collects it. */
export function NotYet(): ReactNode {
  return (
    <section className="panel-part panel-line">
      <h3>Cost</h3>
      <p className="quiet">no prices yet, so its bytes have none</p>
    </section>
  );
}
