import type { ReactNode } from 'react';
import type { lostReasons } from '#contract/metrics.ts';
import type { Doctor } from '#contract/routes.ts';
import { asText, exact, percent } from '../../lib/quantity.ts';
import { Hatched } from '../../ui/believed.tsx';
import { Link } from '../../ui/link.tsx';
import { nodePath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';

const words: Readonly<Record<string, string>> = {
  ring_full: 'the ring to the agent was full',
  detail_map_full: 'no room for another reason or size',
  listener_map_full: 'no room for another listener',
  storage_failed: 'no memory for a socket’s state',
  sweep_race: 'a sweep and a close met',
  missed_run: 'the program was running on that CPU already',
  unparsed: 'their connection could not be parsed any more',
  gap: 'bytes that never passed',
  no_scratch: 'no room to work in on that CPU',
  query_map_full: 'too many DNS queries waited for their answers',
  queue_full: 'the way to the server was full',
  spool_full: 'the server did not take flows for too long',
  spool_corrupt: 'the disk gave back other flows than were written',
  rejected: 'the server would not take them',
} satisfies Record<(typeof lostReasons)[number], string>;

/** Zero is said, because it is the good news; not knowing is not zero. */
function Sum({ lost }: Pick<Doctor, 'lost'>): ReactNode {
  if (lost === null) return <Hatched>not known: Prometheus tells nothing now</Hatched>;
  if (lost.total === 0) return <p className="quiet">none in the last 15 minutes</p>;
  return <p className="quiet">{`${exact(lost.total)} events, ${asText(percent(lost.ratio))}, in the last 15 minutes`}</p>;
}

/** What could not be counted, where and why. */
export function Losses({ lost }: Pick<Doctor, 'lost'>): ReactNode {
  const changeTo = usePageChange();
  const rows = lost?.byReason ?? [];
  return (
    <section className="sheet" aria-label="Losses">
      <header className="sheet-head">
        <h2>Losses</h2>
        <Sum lost={lost} />
      </header>
      {rows.length > 0 && (
        <table className="table losses">
          <thead>
            <tr>
              <th scope="col">Node</th>
              <th scope="col">Collector</th>
              <th scope="col">Why</th>
              <th scope="col" className="right">
                Events
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ node, collector, reason, count: times }) => (
              <tr key={`${node} ${collector} ${reason}`}>
                <td>
                  <Link to={changeTo(nodePath(node))}>{node}</Link>
                </td>
                <td>{collector}</td>
                <td>
                  {words[reason] ?? reason} <code>{reason}</code>
                </td>
                <td className="right">{exact(times)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
