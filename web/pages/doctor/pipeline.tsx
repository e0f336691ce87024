import type { ReactNode } from 'react';
import type { Pipeline as Way } from '#contract/doctor.ts';
import { bytes, percent, wholeCount } from '../../lib/quantity.ts';
import { Mark } from '../../ui/entity/mark.tsx';
import { Maybe, Num } from '../../ui/numbers.tsx';
import { indexerText, standOf, stateOf, storeTroubles } from './pipeline-words.ts';

type Kafka = NonNullable<Way['kafka']>;

function Step({
  name,
  where,
  waits,
  children,
}: {
  readonly name: string;
  readonly where: string;
  readonly waits: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{where}</td>
      <td className="right">{waits}</td>
      <td>{children}</td>
    </tr>
  );
}

function Spool({ node, lines, bytes: held, limitBytes }: Way['spools'][number]): ReactNode {
  return (
    <Step name="Spool" where={node} waits={<Num of={wholeCount(lines)} />}>
      <Num of={bytes(held)} exactly={held} /> of <Num of={bytes(limitBytes)} exactly={limitBytes} />
      {limitBytes > 0 && (
        <>
          , <Num of={percent(held / limitBytes)} />
        </>
      )}
    </Step>
  );
}

function Lag(kafka: Kafka): ReactNode {
  return (
    <Step name="Kafka" where="its topics" waits={<Maybe value={kafka.lagRecords} format={wholeCount} />}>
      {standOf(kafka)}
    </Step>
  );
}

function Indexer(indexer: Kafka['indexers'][number]): ReactNode {
  const state = stateOf(indexer);
  return (
    <Step name="Indexer" where={`${indexer.node} at ${indexer.instance}`} waits={<span className="quiet">–</span>}>
      {state !== undefined && (
        <>
          <Mark state={state} />{' '}
        </>
      )}
      {indexerText(indexer)}
    </Step>
  );
}

const engines: Readonly<Record<Way['store']['engine'], string>> = { sqlite: 'SQLite', elasticsearch: 'Elasticsearch' };

/** Which way lines take from where they are read to where they are kept, and what waits on it. */
export function Pipeline({ pipeline: { spools, kafka, store } }: { readonly pipeline: Way }): ReactNode {
  return (
    <section className="sheet" aria-label="Pipeline">
      <header className="sheet-head">
        <h2>Pipeline</h2>
        <p className="quiet">the way of log lines, and what waits on it</p>
      </header>
      <table className="table pipeline">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Where</th>
            <th scope="col" className="right">
              Lines waiting
            </th>
            <th scope="col">How it stands</th>
          </tr>
        </thead>
        <tbody>
          {spools.map((spool) => (
            <Spool key={spool.node} {...spool} />
          ))}
          {kafka !== null && <Lag {...kafka} />}
          {kafka?.indexers.map((indexer) => (
            <Indexer key={indexer.instance} {...indexer} />
          ))}
          <Step name="Store" where={engines[store.engine]} waits={<span className="quiet">–</span>}>
            <Maybe value={store.lines} format={wholeCount} /> lines, <Maybe value={store.bytes} format={bytes} />
            {storeTroubles(store)}
          </Step>
        </tbody>
      </table>
    </section>
  );
}
