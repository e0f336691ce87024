import type { ReactNode } from 'react';
import type { Doctor } from '#contract/routes.ts';
import { asText, count, exact, percent } from '../../lib/quantity.ts';

const words: Readonly<Record<string, string>> = {
  ring_full: 'the ring to the agent was full',
  edge_map_full: 'no room for another edge',
  detail_map_full: 'no room for another reason or size',
  process_map_full: 'no room for another process',
  storage_failed: 'no memory for a socket’s state',
  queue_full: 'the way to the server was full',
  sweep_race: 'a sweep and a close met',
  unparsed: 'their connection could not be parsed any more',
  gap: 'bytes that never passed',
};

/** What could not be counted, where and why: zero is said too, because it is the good news. */
export function Losses({ lost }: Pick<Doctor, 'lost'>): ReactNode {
  return (
    <section className="sheet" aria-label="Losses">
      <header className="sheet-head">
        <h2>Losses</h2>
        <p className="quiet">
          {lost.total === 0 ? 'none in the last 15 minutes' : `${asText(count(lost.total))} events, ${asText(percent(lost.ratio))}, in the last 15 minutes`}
        </p>
      </header>
      {lost.byReason.length > 0 && (
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
            {lost.byReason.map(({ node, collector, reason, count: times }) => (
              <tr key={`${node} ${collector} ${reason}`}>
                <td>{node}</td>
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
