export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** What a line says of itself in names and values. */
export interface Found {
  readonly attributes: Attributes;
  /** There were more than fit: those are one text, in `flattened`. */
  readonly isTooMany: boolean;
}

const most = { attributes: 64, nameLength: 128, valueLength: 4096, depth: 5, lookedAt: 16_384 };
const flattened = 'flattened';

/** They are the line's own time, level and text, which it has in any case. */
const told = new Set(['time', 'ts', 'timestamp', '@timestamp', 'level', 'lvl', 'severity', 'loglevel', 'log.level', 'msg', 'message']);
const traceNames = new Set(['trace_id', 'traceid', 'trace.id', 'dd.trace_id', 'otel.trace_id', 'oteltraceid']);
const spanNames = new Set(['span_id', 'spanid', 'span.id', 'dd.span_id', 'otel.span_id', 'otelspanid']);

const pairs = /(?:^|\s)([A-Za-z_][\w.\-/]{0,127})=("(?:[^"\\]|\\.)*"|[^\s"]*)(?=\s|$)/g;
const number = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;

/** Of a JSON object or of logfmt; undefined where a line is neither. */
export function attributesIn(line: string): Found | undefined {
  if (line.startsWith('{')) return fromJson(line);
  return line.includes('=') ? fromLogfmt(line.length > most.lookedAt ? line.slice(0, most.lookedAt) : line) : undefined;
}

type Entry = readonly [name: string, value: string | number | boolean];

function fromJson(line: string): Found | undefined {
  const value = parsed(line);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? gathered([...leaves('', value, 1)]) : undefined;
}

function* leaves(prefix: string, value: object, depth: number): Generator<Entry> {
  for (const [key, held] of Object.entries(value)) {
    const name = prefix + key;
    if (held === null || held === undefined) continue;
    if (typeof held !== 'object') yield [name, held];
    else if (Array.isArray(held) || depth === most.depth) yield [name, JSON.stringify(held)];
    else yield* leaves(`${name}.`, held, depth + 1);
  }
}

/** One pair alone may be anything: `a=b` stands in prose, too. */
function fromLogfmt(line: string): Found | undefined {
  const entries = [...line.matchAll(pairs)].map(([, name = '', value = '']): Entry => [name, meaningOf(value)]);
  return entries.length > 1 || entries.some(([name]) => traceNames.has(name.toLowerCase())) ? gathered(entries) : undefined;
}

function meaningOf(text: string): string | number | boolean {
  if (text.startsWith('"')) return String(parsed(text) ?? text.slice(1, -1));
  if (text === 'true' || text === 'false') return text === 'true';
  return number.test(text) ? Number(text) : text;
}

function gathered(entries: readonly Entry[]): Found | undefined {
  const wanted = entries.filter(([name]) => !told.has(name.toLowerCase()) && name !== '');
  if (wanted.length === 0) return undefined;
  const attributes = new Map(wanted.slice(0, most.attributes).map(([name, value]) => [nameOf(name), cut(value)]));
  const rest = wanted.slice(most.attributes);
  if (rest.length > 0) attributes.set(flattened, cut(JSON.stringify(Object.fromEntries(rest))));
  return { attributes: Object.fromEntries(attributes), isTooMany: rest.length > 0 };
}

/** Traces are found by the same name, whatever the library calls it. */
function nameOf(name: string): string {
  const lower = name.toLowerCase();
  if (traceNames.has(lower)) return 'trace_id';
  if (spanNames.has(lower)) return 'span_id';
  return name.slice(0, most.nameLength);
}

function cut<Value extends string | number | boolean>(value: Value): Value | string {
  return typeof value === 'string' ? value.slice(0, most.valueLength) : value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
