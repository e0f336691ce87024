import type { Fields, Scalar } from './field.ts';
import { ownCopy } from './own-copy.ts';
import { type Trace, traceKey } from './trace.ts';

/** What a line has beyond these, or what is beyond the names that its writer may use, stands as JSON in this one field. */
const flattenedField = 'flattened';
const most = { fields: 64, nameLength: 128, valueLength: 1024, flattenedLength: 4096, namesOfWriter: 256, names: 20_000 };

/** The names of attributes, bounded by writer: who puts an id into a name would otherwise have an endless number of them. */
export class Attributes {
  readonly #onFlattened: (fields: number) => void;
  readonly #names = new Map<string, Map<string, string>>();
  #count = 0;

  constructor(onFlattened: (fields: number) => void) {
    this.#onFlattened = onFlattened;
  }

  /** As JSON without its braces; empty where there are none. */
  json(writer: string, fields: Fields | undefined, leftOut: readonly (string | undefined)[], trace: Trace): string {
    const parts = traceParts(trace);
    const flattened: [string, Scalar][] = [];
    for (const [name, value] of fields ?? []) {
      if (leftOut.includes(name) || isTrace(name, value, trace)) continue;
      const key = parts.length < most.fields ? this.#key(writer, name) : undefined;
      if (key === undefined) flattened.push([name, value]);
      else parts.push(key + valueJson(value));
    }
    if (flattened.length > 0) parts.push(this.#flattened(flattened));
    return parts.join(',');
  }

  #flattened(fields: readonly (readonly [string, Scalar])[]): string {
    this.#onFlattened(fields.length);
    const text = JSON.stringify(Object.fromEntries(fields)).slice(0, most.flattenedLength);
    return `"${flattenedField}":${JSON.stringify(text)}`;
  }

  /** `"name":`, made once; undefined for one name too many. */
  #key(writer: string, name: string): string | undefined {
    let names = this.#names.get(writer);
    const known = names?.get(name);
    if (known !== undefined) return known;
    if (name.length > most.nameLength || name === flattenedField || (names?.size ?? 0) >= most.namesOfWriter) return undefined;
    if (this.#count >= most.names) this.#forgetOne();
    if (names === undefined) {
      names = new Map();
      this.#names.set(writer, names);
    }
    const key = ownCopy(`${JSON.stringify(name)}:`);
    names.set(ownCopy(name), key);
    this.#count += 1;
    return key;
  }

  /** The writer that came first: if it is still there, its names are soon known again. */
  #forgetOne(): void {
    const [writer, names] = this.#names.entries().next().value ?? [];
    if (writer === undefined) return;
    this.#names.delete(writer);
    this.#count -= names?.size ?? 0;
  }
}

/** Said as trace_id and span_id already, or said to be none. */
function isTrace(name: string, value: Scalar, { traceId, spanId }: Trace): boolean {
  const key = traceKey(name);
  if (key === undefined) return false;
  return (key === 'spanId' ? spanId : traceId) !== undefined || /^0*$/.test(String(value));
}

function valueJson(value: Scalar): string {
  // JSON has no sign for what is larger than the largest number.
  if (typeof value !== 'string') return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY ? `"${value}"` : String(value);
  return JSON.stringify(value.length > most.valueLength ? value.slice(0, most.valueLength) : value);
}

function traceParts({ traceId, spanId }: Trace): string[] {
  return [...(traceId === undefined ? [] : [`"trace_id":"${traceId}"`]), ...(spanId === undefined ? [] : [`"span_id":"${spanId}"`])];
}
