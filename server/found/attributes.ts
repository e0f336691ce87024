import type { Fields, FoundValues } from '#contract/found.ts';
import type { LogAttributes } from '../store/logs/log-store.ts';

/** Attributes are told of so many of the newest. */
export const sampled = 10_000;

export function fieldsOf({ attributes, ...looked }: LogAttributes): Fields {
  return { ...looked, fields: attributes.map(({ values: _, distinct, ...field }) => ({ ...field, values: distinct })) };
}

export function valuesOfAttribute({ attributes, ...looked }: LogAttributes, field: string): FoundValues {
  const values = attributes.find(({ name }) => name === field)?.values ?? [];
  return { ...looked, values: values.map(([value, count]) => ({ value, count })) };
}
