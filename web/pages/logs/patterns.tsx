import './patterns.css';
import { ChevronDown } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { LogPatterns } from '#contract/logs.ts';
import { lookOf } from '../../lib/levels.ts';
import { asText, exact, narrowSpace, percent, significant } from '../../lib/quantity.ts';
import { templatePieces } from '../../lib/template.ts';
import { bounds, clock, stamp, type TimeScope, windowLabel } from '../../lib/time.ts';
import { WriterTile, writerOf } from '../../ui/entity/writer.tsx';
import { askedHow, narrowed } from '../../ui/found/narrow.ts';
import { useNarrowing } from '../../ui/found/narrowing.ts';
import { PlusMinus } from '../../ui/found/plus-minus.tsx';
import type { Asking } from '../../ui/found/sources.ts';
import { go, usePlace } from '../../ui/location.ts';
import { usePreferences } from '../../ui/preferences.ts';
import { useRoute } from '../../ui/queries.ts';
import { Skeleton, Waiting } from '../../ui/states.tsx';
import { useAppColour } from './app-colours.tsx';

type Pattern = LogPatterns['patterns'][number];

const patternsKey = 'patterns';
const fewShown = 5;
const mostShown = 100;
const buckets = 24;
/** What takes long is asked for less often, so that it never takes more than a share of the time. */
const every = { leastMs: 10_000, times: 20 } as const;
const sparkPx = { width: 86, height: 16 } as const;
/** So much more, or less, is a change to look at. */
const worthALook = 2;

const Bars = memo(function Bars({ values, level }: { readonly values: readonly number[]; readonly level: Pattern['level'] }): ReactNode {
  const most = Math.max(1, ...values);
  const step = sparkPx.width / values.length;
  return (
    <svg className="pattern-bars" width={sparkPx.width} height={sparkPx.height} aria-hidden="true" style={{ fill: lookOf(level).colour }}>
      {values.map((value, at) => {
        const height = value === 0 ? 1 : Math.max(2, (value / most) * sparkPx.height);
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
        return <rect key={at} x={at * step} y={sparkPx.height - height} width={step * 0.75} height={height} opacity={value === 0 ? 0.35 : 1} />;
      })}
    </svg>
  );
});

interface Change {
  readonly says: string;
  readonly tone: '' | 'new' | 'more';
  readonly title?: string;
}

function changeOf({ count, before, first }: Pattern, nameOf: (time: string) => string): Change {
  if (before === undefined) return { says: '', tone: '' };
  if (before === 0) return { says: `new at ${nameOf(first)}`, tone: 'new', title: 'There was none in as much time before' };
  const title = `${exact(before)} in as much time before`;
  const factor = count / before;
  if (factor >= worthALook) return { says: `×${narrowSpace}${factor < 10 ? significant(factor, 2) : exact(Math.round(factor))}`, tone: 'more', title };
  const more = Math.round((factor - 1) * 100);
  return { says: more === 0 ? 'as before' : `${more > 0 ? '+' : '−'}${Math.abs(more)}${narrowSpace}%`, tone: '', title };
}

function Template({ of: { template, sample, pattern } }: { readonly of: Pattern }): ReactNode {
  if (template === undefined) return <code className="cut">{sample?.message.split('\n')[0] ?? pattern}</code>;
  return (
    <code className="cut" title={template}>
      {templatePieces(template, sample?.message ?? '').map(({ text, isVariable }, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no identity
        isVariable ? <i key={at}>{text}</i> : text,
      )}
    </code>
  );
}

function Row({ of }: { readonly of: Pattern }): ReactNode {
  const narrowing = useNarrowing();
  const { zone } = usePreferences();
  const colourOf = useAppColour();
  const { pattern, level, count, share, overTime, sample, first } = of;
  const change = changeOf(of, (time) => clock(Date.parse(time), zone));
  const writer = sample && writerOf(sample);
  return (
    <li className={`pattern log-${level}`}>
      <button
        type="button"
        className="pattern-row"
        aria-pressed={askedHow(narrowing, 'pattern', pattern) === 'for'}
        onClick={() => narrowing.narrow(narrowed(narrowing, 'for', 'pattern', pattern))}
      >
        <span className={`log-level log-level-${level}`} title={level}>
          <span className="unseen">{level}</span>
          <span aria-hidden="true">{lookOf(level).letter}</span>
        </span>
        <Template of={of} />
        <span className="log-writer" title={writer?.title}>
          {writer && <WriterTile identity={sample?.identity ?? ''} colour={colourOf(writer.name)} />}
          <span className="cut">{writer?.name}</span>
        </span>
        {overTime === undefined ? <span /> : <Bars values={overTime} level={level} />}
        <span className={`pattern-change pattern-change-${change.tone}`} title={change.title ?? `First in this time: ${stamp(Date.parse(first), zone)}`}>
          {change.says}
        </span>
        <span className="pattern-count">{exact(count)}</span>
        <span className="pattern-share">{asText(percent(share))}</span>
      </button>
      <span className="pattern-against">
        <PlusMinus field="pattern" value={pattern} hows={['against']} name="this pattern" />
      </span>
    </li>
  );
}

/** The window before, which the counts are held against. */
function Against({ time }: { readonly time: TimeScope }): ReactNode {
  const { zone } = usePreferences();
  const nowMs = Date.now();
  const { fromMs, toMs } = bounds(time, nowMs);
  return <>against {windowLabel(2 * fromMs - toMs, fromMs, nowMs, zone)}</>;
}

function Head({ data, time, shows }: { readonly data: LogPatterns; readonly time: TimeScope; readonly shows: string | null }): ReactNode {
  const { patterns, others } = data;
  const all = patterns.length + others.patterns;
  const isCompared = patterns.some(({ before }) => before !== undefined);
  const turn = (to: string | undefined) => go({ set: { [patternsKey]: to } }, 'replace');
  return (
    <header className="pattern-head">
      <button type="button" className="pattern-turn" aria-expanded={shows !== 'off'} onClick={() => turn(shows === 'off' ? undefined : 'off')}>
        <ChevronDown className="icon icon-quiet" size={12} aria-hidden="true" />
        <h2>Patterns</h2>
      </button>
      <span className="quiet">
        {shows === 'off' ? exact(all) : `${exact(patterns.length)} of ${exact(all)}, ${isCompared ? 'most changed first' : 'most lines first'}`}
      </span>
      {shows !== 'off' && all > fewShown && (
        <button type="button" className="text-button" onClick={() => turn(shows === 'all' ? undefined : 'all')}>
          {shows === 'all' ? 'Show fewer' : 'Show all'}
        </button>
      )}
      {shows !== 'off' && (
        <span className="pattern-columns" aria-hidden="true">
          <span>{isCompared && <Against time={time} />}</span>
          <span>lines</span>
          <span>share</span>
        </span>
      )}
    </header>
  );
}

interface Props extends Asking {
  readonly time: TimeScope;
  /** Whether the lines are counted, which comes first. */
  readonly isWhole: boolean;
  /** How long that took. */
  readonly tookSeconds: number | undefined;
}

/** What lines have in common: which are new, which became more, and how many there are. A click shows only those. */
export const Patterns = memo(function Patterns({ time, still, query, input, isWhole, tookSeconds = 0 }: Props): ReactNode {
  const shows = usePlace().query.get(patternsKey);
  const limit = shows === 'all' ? mostShown : fewShown;
  const asked = useRoute('GET /api/logs/patterns', [time, query, limit], () => ({ ...input(), limit, buckets, order: 'changed' }), {
    still,
    enabled: isWhole,
    ...(!still && { everyMs: Math.max(every.leastMs, tookSeconds * 1000 * every.times) }),
  });
  const { data, error, refetch, isPlaceholderData } = asked;
  const isOld = isPlaceholderData || (error !== null && data !== undefined);
  return (
    <section className={isOld ? 'patterns old' : 'patterns'} aria-label="Patterns" data-open={shows !== 'off'}>
      {data === undefined ? (
        <Missing error={error} onRetry={() => void refetch()} />
      ) : (
        <>
          <Head data={data} time={time} shows={shows} />
          {shows !== 'off' && data.patterns.length === 0 && <p className="pattern-none">None of these lines has a pattern.</p>}
          {shows !== 'off' && (
            <ul>
              {data.patterns.map((pattern) => (
                <Row key={pattern.pattern} of={pattern} />
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
});

/** Before they have come, and where they do not. */
function Missing({ error, onRetry }: { readonly error: Error | null; readonly onRetry: () => void }): ReactNode {
  if (error === null)
    return (
      <Waiting>
        <Skeleton width="100%" height={120} />
      </Waiting>
    );
  return (
    <p className="pattern-none">
      Patterns could not be loaded: {error.message}{' '}
      <button type="button" className="text-button" onClick={onRetry}>
        Retry
      </button>
    </p>
  );
}
