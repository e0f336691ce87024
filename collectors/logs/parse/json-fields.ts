import type { Fields, Scalar } from './field.ts';

/** Deeper than this, and of lists, the JSON itself is the value. */
const deepest = 5;
/** Of a line with more, the rest is no field; as many can be gone through in no time. */
const mostFields = 1000;

/** Undefined for what is no JSON object. */
export function jsonFields(line: string): Fields | undefined {
  const value = objectOf(line);
  return value && flatFields(value);
}

export function flatFields(object: object): Fields {
  const fields = new Map<string, Scalar>();
  flatten(object, '', 1, fields);
  return fields;
}

function objectOf(line: string): object | undefined {
  if (!line.trimEnd().endsWith('}')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function flatten(object: object, prefix: string, depth: number, fields: Map<string, Scalar>): void {
  for (const [key, value] of Object.entries(object) as [string, unknown][]) {
    if (fields.size >= mostFields) return;
    const name = prefix + key;
    if (depth < deepest && isObject(value)) flatten(value, `${name}.`, depth + 1, fields);
    else if (value !== null) fields.set(name, isScalar(value) ? value : JSON.stringify(value));
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
