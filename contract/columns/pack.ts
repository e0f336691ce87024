import type { Column, Columns, Json } from './column.ts';

type Value = Json | undefined;
type Fields = { readonly [key: string]: Value };

const isFields = (value: Value): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isFigure = (value: Value): value is number | null => typeof value === 'number' || value === null;
const isList = (value: Value): value is readonly Json[] => Array.isArray(value);

/** Of strings and the like: where half of them or more are different, a list of those that differ saves nothing. */
function scalars(values: readonly Value[]): Column {
  const [first] = values;
  if (values.every(isFigure)) return values.every((value) => value === first) ? { all: first ?? null } : values;
  const places = new Map<Json, number>();
  const at = values.map((value) => {
    if (value === undefined) return -1;
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  const of = [...places.keys()];
  const [only] = of;
  const complete = !values.includes(undefined);
  if (complete && of.length === 1 && only !== undefined) return { all: only };
  return complete && of.length > values.length / 2 ? (values as readonly Json[]) : { of, at };
}

function objects(values: readonly Fields[]): Column {
  const keys = new Set<string>();
  for (const value of values) for (const key of Object.keys(value)) keys.add(key);
  const entries = [...keys].map((key) => [key, columnOf(values.map((value) => value[key]))] as const);
  const same = entries.flatMap(([key, column]) => ('all' in column ? [[key, column.all] as const] : []));
  return same.length === entries.length ? { all: Object.fromEntries(same) } : { fields: Object.fromEntries(entries) };
}

function lists(values: readonly (readonly Json[])[]): Column {
  const items = values.flat();
  const sizes = columnOf(values.map(({ length }) => length));
  const column = columnOf(items);
  if ('all' in sizes && (items.length === 0 || 'all' in column)) return { all: values[0] ?? [] };
  return { sizes, items: { rows: items.length, column } };
}

function columnOf(values: readonly Value[]): Column {
  if (values.length === 0) return [];
  if (values.every(isFields)) return objects(values);
  return values.every(isList) ? lists(values) : scalars(values);
}

/** Rows of one kind; where a field is a list or an object in one row, it is in all of them. */
export function pack<Row extends object>(rows: readonly Row[]): Columns<Row> {
  return { rows: rows.length, column: columnOf(rows as unknown as readonly Json[]) };
}
