import './facets.css';
import type { ReactNode } from 'react';
import type { LogHistogram, LogShare } from '#contract/logs.ts';
import { levelTotals, lookOf } from '../../lib/levels.ts';
import { asText, exact, percent } from '../../lib/quantity.ts';
import { useRoute } from '../../ui/queries.ts';
import { Skeleton, Waiting } from '../../ui/states.tsx';
import { askedHow, isAskable, narrowed } from './narrow.ts';
import { PlusMinus } from './plus-minus.tsx';
import { narrow } from './search.ts';

interface Value {
  readonly value: string;
  readonly count: number;
  readonly mark?: ReactNode;
  readonly colour?: string;
}

interface FacetProps {
  readonly title: string;
  readonly field: string;
  /** What a line without a value is called. */
  readonly none: string;
  readonly values: readonly Value[];
  readonly total: number;
  readonly text: string;
  readonly others?: LogShare['others'];
  readonly isOld?: boolean;
}

/** One value: how many lines have it, and of how many that is. A click shows only those. */
function Part({ field, none, text, total, value, count, mark, colour }: Omit<FacetProps, 'title' | 'values' | 'others' | 'isOld'> & Value): ReactNode {
  const share = total === 0 ? 0 : count / total;
  const isChosen = askedHow(text, field, value) === 'for';
  const canAsk = isAskable(field, value);
  const name = value === '' ? none : value;
  const part = asText(percent(share));
  return (
    <li className="log-part">
      <button
        type="button"
        className="log-part-value"
        disabled={!canAsk}
        aria-pressed={isChosen}
        title={name}
        onClick={() => narrow(narrowed(text, 'for', field, value))}
      >
        {mark}
        <span className={value === '' ? 'cut quiet' : 'cut'}>{name}</span>
        <span className="log-part-count">
          {exact(count)}
          <span className="unseen"> lines, </span>
        </span>
        <span className="log-part-share">{part}</span>
        <span className="log-part-bar">
          <i style={{ width: `${share * 100}%`, ...(colour !== undefined && { background: colour }) }} />
        </span>
      </button>
      {canAsk && (
        <span className="log-part-against">
          <PlusMinus text={text} field={field} value={value} hows={['against']} />
        </span>
      )}
    </li>
  );
}

function Facet({ title, values, others, isOld = false, ...rest }: FacetProps): ReactNode {
  return (
    <section aria-label={title} className={isOld ? 'old' : undefined}>
      <h2>{title}</h2>
      <ul>
        {values.map((value) => (
          <Part key={value.value} {...rest} {...value} />
        ))}
      </ul>
      {others !== undefined && others.values > 0 && (
        <p className="log-part-others quiet">
          {exact(others.values)} {others.values === 1 ? 'other' : 'others'}, {exact(others.count)} lines
        </p>
      )}
    </section>
  );
}

function Levels({ histogram, text }: { readonly histogram: LogHistogram; readonly text: string }): ReactNode {
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
  return <Facet title="Level" field="level" none="" values={values} total={histogram.total} text={text} />;
}

const everyMs = 5000;
const shown = { app: 8, node: 6 } as const;
const facets = [
  { by: 'app', title: 'Application', none: 'not an application' },
  { by: 'node', title: 'Node', none: 'not known' },
] as const;

interface Props {
  readonly histogram: LogHistogram;
  readonly time: unknown;
  readonly still: boolean;
  readonly query: string;
  readonly text: string;
  readonly input: () => { readonly from?: string; readonly to?: string; readonly query?: string };
}

type Asking = Pick<Props, 'time' | 'still' | 'query' | 'input'>;

const useShare = (by: keyof typeof shown, { time, still, query, input }: Asking) =>
  useRoute('GET /api/logs/share', [by, time, query], () => ({ ...input(), by, limit: shown[by] }), { still, ...(!still && { everyMs }) });

/** Together, so that one does not push the other down. */
function Shares({ text, ...asking }: Omit<Props, 'histogram'>): ReactNode {
  const asked = { app: useShare('app', asking), node: useShare('node', asking) };
  const failed = [asked.app, asked.node].find(({ error, data }) => error !== null && data === undefined);
  if (failed !== undefined) {
    return (
      <p className="log-part-others">
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
    return data && <Facet key={by} title={title} field={by} none={none} text={text} isOld={isPlaceholderData} {...data} />;
  });
}

/** Who wrote how much of what is found. */
export function Facets({ histogram, ...rest }: Props): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <aside className="log-facets" aria-label="Share" tabIndex={0}>
      <Levels histogram={histogram} text={rest.text} />
      <Shares {...rest} />
    </aside>
  );
}
