import './overview.css';
import type { ReactNode } from 'react';
import type { Overview } from '#contract/routes.ts';
import { windowOf } from '../../lib/time.ts';
import { lightsListed, verdict, worstOf } from '../../lib/verdict.ts';
import { Events } from '../../ui/entity/events.tsx';
import { Mark } from '../../ui/entity/mark.tsx';
import { Link } from '../../ui/link.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { useRoute } from '../../ui/queries.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { useTime } from '../../ui/time-scope.ts';
import { DemoFaults, useDemoFaults } from './demo-faults.tsx';
import { LightRow } from './light.tsx';

const eventsShown = 60;
/** Only alerts light the others. */
const measured = ['network', 'compute', 'memory', 'storage'] as const;

/** Lights that are not there have nothing to tell yet, which is said once. */
function Unlit({ lights, stale }: Overview): ReactNode {
  const changeTo = usePageChange();
  const lit = new Set(lights.map(({ name }) => name));
  const missing = measured.filter((name) => !lit.has(name));
  if (missing.length === 0) return null;
  return (
    <p className="light-unlit">
      <span className="swatch-hatch" aria-hidden="true" />
      <span>
        {stale === null
          ? `Nothing was measured of ${lightsListed(missing)} in this time.`
          : `How ${lightsListed(missing)} are is not known: Prometheus cannot be asked.`}{' '}
        The <Link to={changeTo('/doctor')}>doctor</Link> says what is missing.
      </span>
    </p>
  );
}

const graveTerms = 'severity>=warning';

/** What happened of late that is not merely to know. */
function Lately(): ReactNode {
  const [time] = useTime();
  const { data, error } = useRoute('GET /api/events', ['grave', time], () => ({ ...windowOf(time, Date.now()), query: graveTerms, limit: eventsShown }));
  if (error !== null && data === undefined) {
    return (
      <section className="panel-part">
        <h3>Events</h3>
        <p className="dim">They could not be loaded: {error.message}</p>
      </section>
    );
  }
  return data === undefined ? null : <Events events={data.records} whose="warnings and errors" terms={graveTerms} once />;
}

/** The part whose height does not change is above the one that grows, and both come at once: neither pushes the other away. */
function Side(): ReactNode {
  const faults = useDemoFaults();
  if (faults === undefined) return null;
  return (
    <>
      {faults.length > 0 && <DemoFaults faults={faults} />}
      <Lately />
    </>
  );
}

function Loaded({ overview }: { readonly overview: Overview }): ReactNode {
  return (
    <>
      <header className="page-head">
        <h1>Overview</h1>
        <p className="status-line">
          <Mark state={worstOf(overview.lights)} />
          {verdict(overview)}
        </p>
      </header>
      <div className="overview">
        <div className="sheet">
          {overview.lights.map((light) => (
            <LightRow key={light.name} light={light} />
          ))}
          <Unlit {...overview} />
        </div>
        <div className="entity-side">
          <Side />
        </div>
      </div>
    </>
  );
}

/** What is unhealthy, why, and what to look at first. */
export function OverviewPage(): ReactNode {
  const [time] = useTime();
  const asked = useRoute('GET /api/overview', time, () => windowOf(time, Date.now()));
  return (
    <PageFrame what="The overview" asked={asked} skeleton={[72, 72, 72, 72, 72]} className="page-body">
      {(overview) => <Loaded overview={overview} />}
    </PageFrame>
  );
}
