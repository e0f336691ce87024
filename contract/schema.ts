import { type TSchema, Type } from 'typebox';

/** The parts that the schemas of several subjects are made of. */

export const literals = <T extends string>(values: readonly T[], description?: string) =>
  Type.Unsafe<T>(Type.Enum([...values], description === undefined ? {} : { description }));
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
