import type { ReactNode } from 'react';
import type { EventHistogram } from '#contract/events.ts';
import { typeWords } from '../../lib/event-words.ts';
import { severityLooks, severityTotals } from '../../lib/severities.ts';
import { SeverityMark } from '../../ui/entity/severity-mark.tsx';
import { Facet } from '../../ui/found/facet.tsx';
import { Fields } from '../../ui/found/fields.tsx';
import type { Asking } from '../../ui/found/sources.ts';
import { useRoute } from '../../ui/queries.ts';
import { Skeleton, Waiting } from '../../ui/states.tsx';

const everyMs = 10_000;
const facets = [
  { by: 'type', title: 'Type', none: 'none', shown: 8 },
  { by: 'app', title: 'About', none: 'nobody in particular', shown: 8 },
  { by: 'node', title: 'Node', none: 'not known', shown: 6 },
  { by: 'reason', title: 'Reason', none: 'none told', shown: 6 },
] as const;

function Severities({ histogram }: { readonly histogram: EventHistogram }): ReactNode {
  const values = severityTotals(histogram).map(({ severity, count }) => ({
    value: severity,
    count,
    colour: severityLooks[severity].colour,
    mark: <SeverityMark severity={severity} />,
  }));
  return <Facet title="Severity" field="severity" none="" values={values} total={histogram.total} />;
}

const useShare = ({ by, shown }: (typeof facets)[number], { time, still, query, input }: Asking) =>
  useRoute('GET /api/events/share', [by, time, query], () => ({ ...input(), by, limit: shown }), { still, ...(!still && { everyMs }) });

/** Together, so that one does not push the other down. */
function Shares(asking: Asking): ReactNode {
  const [type, app, node, reason] = facets;
  const asked = [useShare(type, asking), useShare(app, asking), useShare(node, asking), useShare(reason, asking)];
  const failed = asked.find(({ error, data }) => error !== null && data === undefined);
  if (failed !== undefined)
    return (
      <p className="facet-others">
        Who they are about could not be loaded.{' '}
        <button type="button" className="text-button" onClick={() => void failed.refetch()}>
          Retry
        </button>
      </p>
    );
  if (asked.some(({ data }) => data === undefined))
    return (
      <Waiting>
        <Skeleton width="100%" height={400} />
      </Waiting>
    );
  return facets.map(({ by, title, none }, at) => {
    const { data, isPlaceholderData = false } = asked[at] ?? {};
    if (data === undefined || data.values.every(({ value }) => value === '')) return null;
    const values = data.values.map((one) => ({ ...one, ...(by === 'type' && { title: typeWords({ type: one.value, severity: 'warning' }) }) }));
    return <Facet key={by} title={title} field={by} none={none} isOld={isPlaceholderData} {...data} values={values} />;
  });
}

/** How many events there are of which kind, about whom and where. */
export function EventFacets({ histogram, ...asking }: Asking & { readonly histogram: EventHistogram }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <aside className="facets" aria-label="Share" tabIndex={0}>
      <Severities histogram={histogram} />
      <Shares {...asking} />
      <Fields {...asking} />
    </aside>
  );
}
