import { memo, type ReactNode } from 'react';
import type { LogHistogram } from '#contract/logs.ts';
import { levelTotals, lookOf } from '../../lib/levels.ts';
import { WriterTile } from '../../ui/entity/writer.tsx';
import { Facet } from '../../ui/found/facet.tsx';
import { Fields } from '../../ui/found/fields.tsx';
import type { Asking } from '../../ui/found/sources.ts';
import { useRoute } from '../../ui/queries.ts';
import { Skeleton, Waiting } from '../../ui/states.tsx';
import { useAppColour } from './app-colours.tsx';

function Levels({ histogram }: { readonly histogram: LogHistogram }): ReactNode {
  const values = levelTotals(histogram).map(({ look: { level, colour }, lines }) => ({
    value: level,
    count: lines,
    colour,
    mark: (
      <span className={`log-level log-level-${level}`} aria-hidden="true">
        {lookOf(level).letter}
      </span>
    ),
  }));
  return <Facet title="Level" field="level" none="" values={values} total={histogram.total} />;
}

const everyMs = 5000;
const shown = { app: 8, node: 6 } as const;
const facets = [
  { by: 'app', title: 'Application', none: 'not an application' },
  { by: 'node', title: 'Node', none: 'not known' },
] as const;

const useShare = (by: keyof typeof shown, { time, still, query, input }: Asking) =>
  useRoute('GET /api/logs/share', [by, time, query], () => ({ ...input(), by, limit: shown[by] }), { still, ...(!still && { everyMs }) });

/** Together, so that one does not push the other down. */
function Shares(asking: Asking): ReactNode {
  const asked = { app: useShare('app', asking), node: useShare('node', asking) };
  const colourOf = useAppColour();
  const failed = [asked.app, asked.node].find(({ error, data }) => error !== null && data === undefined);
  if (failed !== undefined) {
    return (
      <p className="facet-others">
        Who wrote them could not be loaded.{' '}
        <button type="button" className="text-button" onClick={() => void failed.refetch()}>
          Retry
        </button>
      </p>
    );
  }
  if (asked.app.data === undefined || asked.node.data === undefined) {
    return (
      <Waiting>
        <Skeleton width="100%" height={240} />
      </Waiting>
    );
  }
  return facets.map(({ by, title, none }) => {
    const { data, isPlaceholderData } = asked[by];
    if (data === undefined) return null;
    const values = data.values.map((one) => {
      const colour = by === 'app' ? colourOf(one.value) : undefined;
      const mark = by === 'app' && one.value !== '' && <WriterTile colour={colour} />;
      return { ...one, mark, ...(colour !== undefined && { colour: `var(${colour})` }) };
    });
    return <Facet key={by} title={title} field={by} none={none} isOld={isPlaceholderData} {...data} values={values} />;
  });
}

/** Who wrote how much of what is found, and what it holds. */
export const Facets = memo(function Facets({ histogram, ...asking }: Asking & { readonly histogram: LogHistogram }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <aside className="facets" aria-label="Share" tabIndex={0}>
      <Levels histogram={histogram} />
      <Shares {...asking} />
      <Fields {...asking} />
    </aside>
  );
});
