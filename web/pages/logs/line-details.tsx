import { Link2, ListCollapse, Waypoints } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LogRecord } from '#contract/logs.ts';
import { aboutOf } from '../../lib/event-words.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { aroundKey } from '../../ui/found/around.tsx';
import { type Fact, Facts } from '../../ui/found/facts.tsx';
import { Link } from '../../ui/link.tsx';
import { go, hrefOf, usePlace } from '../../ui/location.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { isWhose, LinesAround } from './lines-around.tsx';
import { atKey, openKey } from './search.ts';

function factsOf({ time, level, identity, source, attributes }: LogRecord): Fact[] {
  const app = aboutOf(identity)?.name;
  return [
    { name: 'time', value: time },
    { name: 'level', value: level, field: 'level' },
    ...(app === undefined ? [] : [{ name: 'app', value: app, field: 'app' }]),
    ...(identity === '' ? [] : [{ name: 'identity', value: identity }]),
    { name: 'source', value: source, field: 'source' },
    ...Object.entries(attributes).map(([name, value]) => ({ name, value: String(value), field: name })),
  ];
}

/** A window that holds the line, and not much beside it. */
const aroundMs = 60_000;

function linkTo({ id, time }: LogRecord): string {
  const atMs = Date.parse(time);
  const [from, to] = [new Date(atMs - aroundMs).toISOString(), new Date(atMs + 1000).toISOString()];
  return new URL(hrefOf({ set: { range: undefined, from, to, [openKey]: id, [atKey]: new Date(atMs + 1).toISOString() } }), location.href).href;
}

/** What is known of a line, and what stands around it. */
export function LineDetails({ record }: { readonly record: LogRecord }): ReactNode {
  const changeTo = usePageChange();
  const around = usePlace().query.get(aroundKey);
  const { identity } = record;
  const isAround = isWhose(around);
  const kind = aboutOf(identity)?.kind;
  const isOnMap = kind === 'process' || kind === 'systemd' || kind === 'container';
  return (
    <>
      <div className="found-actions">
        <button
          type="button"
          className="control control-box"
          aria-expanded={isAround}
          onClick={() => go({ set: { [aroundKey]: isAround ? undefined : 'source' } }, 'replace')}
        >
          <ListCollapse className="icon" size={14} aria-hidden="true" />
          Lines around
        </button>
        {isOnMap && (
          <Link className="control control-box" to={changeTo('/map', { sel: `node:${identity}` })}>
            <Waypoints className="icon" size={14} aria-hidden="true" />
            On the map
          </Link>
        )}
        <CopyButton label="Copy link to this line" words="Copy link" icon={Link2} className="control control-box" text={() => linkTo(record)} />
        <CopyButton label="Copy line as it was written" words="Copy line" className="control control-box" text={() => record.message} />
      </div>
      <Facts facts={factsOf(record)} />
      {isAround && <LinesAround id={record.id} of={around} />}
    </>
  );
}
