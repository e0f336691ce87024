import type { Alert, Link, Of } from './alert.ts';
import { atPace, type Pace, rateScrapes } from './pace.ts';
import type { Unit } from './terms.ts';

/** The same words for Prometheus, which fills them in, and for tests, which know what they have to become. */
export interface Speech {
  readonly of: Of<string>;
  /** As part of the query of a URL. */
  readonly inQuery: Of<string>;
  /** With a slash where there is a namespace at all. */
  readonly namespaceInQuery: Of<string>;
  readonly value: (unit: Unit) => string;
  /** When it was looked at, as ISO 8601. */
  readonly at: string;
  readonly cause: (alert: Alert, pace: Pace) => string;
}

const places: Readonly<Record<Exclude<Unit, 'ratio' | 'bytes'>, { readonly digits: number; readonly after: string }>> = {
  seconds: { digits: 1, after: ' s' },
  cores: { digits: 2, after: ' cores' },
  per_second: { digits: 1, after: '/s' },
  count: { digits: 0, after: '' },
  times: { digits: 1, after: ' times' },
};

function valueTemplate(unit: Unit): string {
  if (unit === 'ratio') return '{{ $value | humanizePercentage }}';
  if (unit === 'bytes') return '{{ $value | humanize1024 }}B';
  const { digits, after } = places[unit];
  return `{{ $value | printf "%.${digits}f" }}${after}`;
}

/** Asks for the most frequent value of the cause's label, among what the labels of the alert name. */
function causeTemplate({ cause, value }: Alert, pace: Pace): string {
  if (cause === undefined) return '';
  const { of, label, window } = cause;
  const named = value.labels.filter((name) => of.labels.includes(name));
  const matchers = named.map((name) => `${name}=%q`).join(',');
  const counted = `sum_over_time(${of.name}{${matchers}}[${atPace(window, pace, rateScrapes)}])`;
  const query = `printf \`topk(1, sum by (${label}) (${counted}))\` ${named.map((name) => `$labels.${name}`).join(' ')}`;
  return `{{ range query (${query}) }}{{ .Labels.${label} }}{{ end }}`;
}

/** For Prometheus. */
export const template: Speech = {
  of: (label) => `{{ $labels.${label} }}`,
  inQuery: (label) => `{{ $labels.${label} | urlquery }}`,
  namespaceInQuery: (label) => `{{ with $labels.${label} }}{{ . | urlquery }}%2F{{ end }}`,
  value: valueTemplate,
  at: '{{ with query "time()" }}{{ (. | first | value | toTime).UTC.Format "2006-01-02T15:04:05Z" }}{{ end }}',
  cause: causeTemplate,
};

const fourFigures = (value: number) => String(Number(value.toPrecision(4)));
const prefixes = ['', 'ki', 'Mi', 'Gi', 'Ti'];

function valueText(unit: Unit, value: number): string {
  if (unit === 'ratio') return `${fourFigures(value * 100)}%`;
  if (unit === 'bytes') {
    const power = Math.max(0, Math.min(prefixes.length - 1, Math.floor(Math.log2(value) / 10)));
    return `${fourFigures(value / 1024 ** power)}${prefixes[power]}B`;
  }
  const { digits, after } = places[unit];
  return `${value.toFixed(digits)}${after}`;
}

/** What Prometheus makes of it, for these labels, this value and this moment. */
export function spoken(labels: Readonly<Record<string, string>>, value: number, at: string, cause = ''): Speech {
  const of = (label: string) => labels[label] ?? '';
  const inQuery = (label: string) => encodeURIComponent(of(label)).replaceAll('%20', '+');
  return {
    of,
    inQuery,
    namespaceInQuery: (label) => (of(label) === '' ? '' : `${inQuery(label)}%2F`),
    value: (unit) => valueText(unit, value),
    at,
    cause: () => cause,
  };
}

function placeOf(link: Link, { inQuery, namespaceInQuery }: Speech): string {
  switch (link.to) {
    case 'node':
      return `/nodes/${inQuery(link.node)}?`;
    case 'identity':
      return `/map?sel=node:${inQuery(link.kind)}:${namespaceInQuery(link.namespace)}${inQuery(link.name)}&`;
    case 'page':
      return `${link.path}?`;
  }
}

export interface Words {
  readonly summary: string;
  readonly description: string;
  readonly link: string;
  readonly cause?: string;
}

/** `console` is where the console is reached; without it links are paths. */
export function wordsOf(alert: Alert, speech: Speech, { console, pace }: { readonly console: string; readonly pace: Pace }): Words {
  const cause = speech.cause(alert, pace);
  return {
    summary: alert.summary(speech.of, cause),
    description: alert.description(speech.of, speech.value(alert.unit)),
    link: `${console}${placeOf(alert.link, speech)}to=${speech.at}`,
    ...(alert.cause !== undefined && { cause }),
  };
}
