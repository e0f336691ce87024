import type { Column, Columns, Json } from './column.ts';

type Value = Json | undefined;

/** Fields come in one order in all rows, so that the engine keeps one shape for them. */
function objects(fields: { readonly [key: string]: Column }, rows: number): Value[] {
  const columns = Object.entries(fields).map(([key, column]) => [key, valuesOf(column, rows)] as const);
  return Array.from({ length: rows }, (_, row) => {
    const object: Record<string, Json> = {};
    for (const [key, values] of columns) {
      const value = values[row];
      if (value !== undefined) object[key] = value;
    }
    return object;
  });
}

function lists(sizes: readonly Value[], items: readonly Value[]): Value[] {
  let from = 0;
  return sizes.map((size) => {
    const to = from + Number(size);
    const list = items.slice(from, to) as Json[];
    from = to;
    return list;
  });
}

function valuesOf(column: Column, rows: number): readonly Value[] {
  if (Array.isArray(column)) return column;
  if ('all' in column) return Array.from({ length: rows }, () => column.all);
  if ('of' in column) return column.at.map((place) => column.of[place]);
  if ('fields' in column) return objects(column.fields, rows);
  return 'sizes' in column ? lists(valuesOf(column.sizes, rows), valuesOf(column.items.column, column.items.rows)) : [];
}

/** The rows again. What is the same in all of them is one object: not to be written to. */
export function unpack<Row>({ rows, column }: Columns<Row>): Row[] {
  return valuesOf(column, rows) as Row[];
}
