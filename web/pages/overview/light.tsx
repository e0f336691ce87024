import { Bell, ChevronRight, Cpu, HardDrive, type LucideIcon, MemoryStick, Network, ScrollText, Stethoscope } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Light, LightThing } from '#contract/history.ts';
import { capital } from '../../lib/words.ts';
import { healthWords } from '../../ui/entity/health.ts';
import { Mark } from '../../ui/entity/mark.tsx';
import { Link } from '../../ui/link.tsx';
import { type Change, go, usePlace } from '../../ui/location.ts';
import { nodePath, toEdge, workloadPath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { Inputs } from './inputs.tsx';

interface Look {
  readonly title: string;
  readonly icon: LucideIcon;
  /** Where the rest of what is wrong is found. */
  readonly rest: string;
}

const looks: Readonly<Record<Light['name'], Look>> = {
  network: { title: 'Network', icon: Network, rest: '/map' },
  compute: { title: 'Compute', icon: Cpu, rest: '/nodes' },
  memory: { title: 'Memory', icon: MemoryStick, rest: '/nodes' },
  storage: { title: 'Storage', icon: HardDrive, rest: '/nodes' },
  pipeline: { title: 'Pipeline', icon: Stethoscope, rest: '/doctor' },
  logs: { title: 'Logs', icon: ScrollText, rest: '/alerts' },
  other: { title: 'Other alerts', icon: Bell, rest: '/alerts' },
};

type ChangeTo = ReturnType<typeof usePageChange>;

function placeOf({ kind, id }: LightThing, changeTo: ChangeTo): Change {
  switch (kind) {
    case 'edge':
      return toEdge(changeTo, id);
    case 'node':
      return changeTo(nodePath(id));
    case 'workload':
      return changeTo(workloadPath(id));
    case 'check':
      return changeTo('/doctor');
    case 'alerts':
      return changeTo('/alerts', id === '' ? {} : { find: id });
  }
}

function Thing({ thing }: { readonly thing: LightThing }): ReactNode {
  const changeTo = usePageChange();
  return (
    <li>
      <Mark state={thing.state} />
      <Link className="light-thing" to={placeOf(thing, changeTo)}>
        {thing.name}
      </Link>
      <span className="light-says">{thing.says}</span>
    </li>
  );
}

/** Fine is a quiet ring; everything else has the shape of its health. */
function Lamp({ state }: Pick<Light, 'state'>): ReactNode {
  if (state !== 'ok') return <Mark state={state} />;
  return <span className="lamp-ok" aria-hidden="true" />;
}

/** Which lights are explained: a part of the address. */
const whyKey = 'why';

function turnWhy(open: readonly string[], name: string): void {
  const next = open.includes(name) ? open.filter((other) => other !== name) : [...open, name];
  go({ set: { [whyKey]: next.length === 0 ? undefined : next.join(',') } }, 'replace');
}

/** A light: its colour, why, and what to look at first. */
export function LightRow({ light }: { readonly light: Light }): ReactNode {
  const { title, icon: Icon, rest } = looks[light.name];
  const { name, state, says, things, more, inputs } = light;
  const open = (usePlace().query.get(whyKey) ?? '').split(',').filter((one) => one !== '');
  const isOpen = open.includes(name);
  const changeTo = usePageChange();
  return (
    <section className={`light light-${state}`} aria-label={title}>
      <header>
        <Icon className="icon" size={20} aria-hidden="true" />
        <h2>{title}</h2>
        <p className="light-state">
          <Lamp state={state} />
          <span className={state === 'ok' ? 'quiet' : `text-${state}`}>{capital(healthWords[state])}</span>
          {inputs.length > 0 && (
            <button
              type="button"
              className="light-why"
              aria-expanded={isOpen}
              aria-label={`Why ${title} is ${healthWords[state]}`}
              onClick={() => turnWhy(open, name)}
            >
              Why
              <ChevronRight className="icon icon-quiet" size={12} aria-hidden="true" />
            </button>
          )}
        </p>
      </header>
      <div>
        {things.length === 0 ? (
          <p>{says}</p>
        ) : (
          <ul>
            {things.map((thing) => (
              <Thing key={`${thing.kind} ${thing.id} ${thing.says}`} thing={thing} />
            ))}
          </ul>
        )}
        {more > 0 && (
          <p className="light-more">
            <Link to={changeTo(rest, light.name === 'network' ? { show: 'unhealthy' } : {})}>{more === 1 ? '1 more' : `${more} more`}</Link>
          </p>
        )}
        {isOpen && <Inputs inputs={inputs} title={title} />}
      </div>
    </section>
  );
}
