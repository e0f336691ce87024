import { type Static, type TSchema, Type } from 'typebox';
import { literals } from './schema.ts';

/** What is asked about log lines and about events alike, and what is answered. */

const moment = Type.String({ minLength: 1, maxLength: 40, description: 'RFC 3339, or milliseconds since the epoch' });
export const window = { from: Type.Optional(moment), to: Type.Optional(moment) };
const foundQuery = Type.Optional(
  Type.String({ maxLength: 2000, description: 'what to find, like level>=warn app=checkout "connection refused" -debug status:5* latency>200ms /order|cart/' }),
);
export const asked = { ...window, query: foundQuery };

const closed = { additionalProperties: false } as const;
const limited = (usual: number) => Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: usual }));

export const orderOf = (usual: 'newest' | 'oldest') => {
  const orders = usual === 'newest' ? (['newest', 'oldest'] as const) : (['oldest', 'newest'] as const);
  return Type.Optional(literals(orders, `which come first: ${usual}, unless ${orders[1]} is asked for`));
};

const count = Type.Integer({ minimum: 0 });
const ValueCount = Type.Object({ value: Type.String({ description: 'empty where there is none' }), count });

export const shareQuery = <By extends TSchema>(by: By) => Type.Object({ ...asked, by, limit: limited(10) }, closed);

export const Share = Type.Object({
  total: Type.Integer({ description: 'exact' }),
  values: Type.Array(ValueCount, { description: 'the most frequent first' }),
  others: Type.Object({ values: Type.Integer({ description: 'how many more values there are' }), count }),
});
export type Share = Static<typeof Share>;

/** Of how much an answer tells, and whether that is all. */
const Looked = {
  lines: Type.Integer({ description: 'so many of the newest were looked at' }),
  isAll: Type.Boolean({ description: 'whether nothing else matches' }),
};

export const FieldsQuery = Type.Object(asked, closed);

export const Fields = Type.Object({
  ...Looked,
  fields: Type.Array(
    Type.Object({
      name: Type.String(),
      lines: Type.Integer({ description: 'how many of them have it' }),
      values: Type.Integer({ description: 'how many different ones, up to 10,000' }),
      least: Type.Optional(Type.Number({ description: 'of the numbers' })),
      most: Type.Optional(Type.Number({ description: 'of the numbers' })),
    }),
  ),
});
export type Fields = Static<typeof Fields>;

export const ValuesQuery = Type.Object(
  {
    ...asked,
    field: Type.String({ minLength: 1, maxLength: 256, description: 'what a share can be of, or the name of an attribute' }),
    prefix: Type.Optional(Type.String({ maxLength: 256, description: 'how the values begin, in capitals or not' })),
    limit: limited(20),
  },
  closed,
);

export const FoundValues = Type.Object({ ...Looked, values: Type.Array(ValueCount, { description: 'the most frequent first' }) });
export type FoundValues = Static<typeof FoundValues>;

const around = Type.Optional(Type.Integer({ minimum: 0, maximum: 500, default: 20 }));

/** What stands around one: `of` says of whom. */
export const contextQuery = <Of extends TSchema>(of: Of) =>
  Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }), before: around, after: around, of: Type.Optional(of) }, closed);

const formats = ['ndjson', 'csv', 'text'] as const;
export type Format = (typeof formats)[number];

export const DownloadQuery = Type.Object(
  { ...asked, order: orderOf('oldest'), format: Type.Optional(literals(formats, 'ndjson, unless csv or text is asked for')) },
  closed,
);
export type DownloadQuery = Static<typeof DownloadQuery>;
