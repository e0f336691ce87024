import type { Fields, Scalar } from './field.ts';

/** Of which trace and span a line says it is. */
export interface Trace {
  readonly traceId?: string;
  readonly spanId?: string;
}

const names = {
  trace: 'trace_id traceId traceID trace.id TraceId TraceID dd.trace_id otelTraceID otel.trace_id logging.googleapis.com/trace x_trace_id @tr traceid'.split(
    ' ',
  ),
  span: 'span_id spanId spanID span.id SpanId SpanID dd.span_id otelSpanID otel.span_id logging.googleapis.com/spanId @sp spanid'.split(' '),
} as const;
const traceKeys: ReadonlyMap<string, 'traceId' | 'spanId' | 'parent'> = new Map([
  ...names.trace.map((name) => [name, 'traceId'] as const),
  ...names.span.map((name) => [name, 'spanId'] as const),
  ['traceparent', 'parent'],
]);

/** W3C: version, trace, span, flags. */
const parent = /\b[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}\b/;
const inText = {
  traceId: /\btrace[._]?id["']?\s?[=:]\s?["']?([0-9a-f]{16,32})\b/i,
  spanId: /\bspan[._]?id["']?\s?[=:]\s?["']?([0-9a-f]{16})\b/i,
  /** Spring: `[shop,<trace>,<span>]`, or with `-` between the two. */
  spring: /\[[\w.-]{0,64},([0-9a-f]{32}|[0-9a-f]{16})[,-]([0-9a-f]{16})[\],]/,
} as const;
const hint = /trace/i;
const idSigns = 16;
const hex = /^(?:projects\/[^/]{1,64}\/traces\/)?([0-9a-f]{16,32}|\d{1,20})$/i;

/** Which of them a field is; undefined for all others. */
export function traceKey(name: string): 'traceId' | 'spanId' | 'parent' | undefined {
  return traceKeys.get(name);
}

export function traceOfFields(fields: Fields): Trace {
  const found: { traceId?: string; spanId?: string } = {};
  for (const [name, value] of fields) {
    const key = traceKeys.get(name);
    if (key === 'parent') Object.assign(found, traceOfParent(String(value)));
    else if (key !== undefined) Object.assign(found, idOf(key, value));
  }
  return found;
}

/** Where a line of text says it as these do; in prose there is none. */
export function traceOfText(line: string): Trace {
  if (!hint.test(line) && !hasId(line)) return {};
  const byParent = traceOfParent(line);
  if (byParent.traceId !== undefined) return byParent;
  const [, traceId, spanId] = inText.spring.exec(line) ?? [];
  if (traceId !== undefined && spanId !== undefined) return { traceId, spanId };
  return { ...idOf('traceId', inText.traceId.exec(line)?.[1]), ...idOf('spanId', inText.spanId.exec(line)?.[1]) };
}

/** Whether sixteen hexadecimal digits follow each other: then one of them is at each sixteenth place. Most lines have none. */
function hasId(line: string): boolean {
  for (let at = idSigns - 1; at < line.length; at += idSigns) {
    if (!isHex(line.charCodeAt(at))) continue;
    let [from, to] = [at, at + 1];
    while (isHex(line.charCodeAt(from - 1))) from -= 1;
    while (isHex(line.charCodeAt(to))) to += 1;
    if (to - from >= idSigns) return true;
  }
  return false;
}

/** Also NaN, which is before and behind a line, is none. */
function isHex(code: number): boolean {
  const letter = code | 32;
  return (code >= 48 && code <= 57) || (letter >= 97 && letter <= 102);
}

function traceOfParent(text: string): Trace {
  const [, traceId, spanId] = parent.exec(text) ?? [];
  return traceId === undefined || spanId === undefined ? {} : { traceId, spanId };
}

/** Nothing but zeros says that there is none. */
function idOf(key: 'traceId' | 'spanId', value: Scalar | undefined): Trace {
  const [, id] = hex.exec(String(value ?? '')) ?? [];
  return id === undefined || /^0+$/.test(id) ? {} : { [key]: id.toLowerCase() };
}
