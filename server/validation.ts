import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { badInput, type ProblemError } from './problem.ts';

/** The parts of JSON Schema that our contracts use and that can be said in words. */
interface Described {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
  readonly anyOf?: readonly Described[];
}

interface Violation {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
}

/** `an integer from 1 to 1000` */
function allowedBy(schema: Described): string {
  if (schema.description !== undefined) return schema.description;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  if (schema.anyOf !== undefined) return schema.anyOf.map(allowedBy).join(', or ');
  if (schema.properties !== undefined) return Object.keys(schema.properties).join(', ') || 'nothing';
  const bounds = [
    [schema.minimum, schema.maximum, ''],
    [schema.minLength, schema.maxLength, ' characters'],
    [undefined, schema.maxItems, ' items'],
  ] as const;
  const range = bounds.flatMap(([least, most, unit]) => rangeText(least, most, unit)).join(', ');
  const form = schema.pattern === undefined ? (schema.format ?? '') : `matching ${schema.pattern}`;
  return [`${schema.type ?? 'another value'}`, form, range].filter((part) => part !== '').join(' ');
}

function rangeText(least: number | undefined, most: number | undefined, unit: string): string[] {
  if (least === undefined && most === undefined) return [];
  if (most === undefined) return [`of at least ${least}${unit}`];
  return [least === undefined ? `of at most ${most}${unit}` : `from ${least} to ${most}${unit}`];
}

function schemaAt(schema: Described, path: readonly string[]): Described {
  return path.reduce<Described>((at, step) => at.properties?.[step] ?? at.items ?? {}, schema);
}

function firstOf(params: object, name: string): string | undefined {
  const value: unknown = Reflect.get(params, name);
  return Array.isArray(value) ? String(value[0]) : undefined;
}

function problemOf(schema: Described, { keyword, instancePath, params }: Violation): ProblemError {
  const path = instancePath.split('/').slice(1);
  const missing = keyword === 'required' ? firstOf(params, 'requiredProperties') : undefined;
  if (missing !== undefined) {
    const field = [...path, missing].join('.');
    return badInput(field, allowedBy(schemaAt(schema, [...path, missing])), `${field} is missing`);
  }
  const unknown = firstOf(params, 'additionalProperties');
  if (unknown !== undefined) {
    const field = [...path, unknown].join('.');
    return badInput(field, allowedBy(schemaAt(schema, path)), `${field} is not known here`);
  }
  const field = path.join('.') || 'body';
  const allowed = allowedBy(schemaAt(schema, path));
  return badInput(field, allowed, `${field} has to be ${allowed}`);
}

/** `schema is false` says less than the rule above it does. */
const isTelling = ({ keyword }: Violation) => keyword !== 'boolean';

/** The values of a query are text; those that have to be integers and look like one become numbers. */
function withIntegers(schema: Described, input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  const converted = Object.entries(input).map(([name, value]): [string, unknown] => {
    const isInteger = schema.properties?.[name]?.type === 'integer' && typeof value === 'string' && /^-?\d{1,15}$/.test(value);
    return [name, isInteger ? Number(value) : value];
  });
  return Object.fromEntries(converted);
}

/** `curl -X POST` sends nothing at all: where nothing has to be told, that is as good as `{}`. */
const withoutBody = (part: string | undefined, input: unknown) => (part === 'body' ? (input ?? {}) : input);

/** Checks input by its schema; what is wrong becomes an answer that names the field and what is allowed there. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const described: Described = schema;
  const validator = Compile(schema);
  return (input: unknown) => {
    const value = httpPart === 'querystring' ? withIntegers(described, input) : withoutBody(httpPart, input);
    if (validator.Check(value)) return { value };
    const violation = validator.Errors(value).find(isTelling) ?? { keyword: '', instancePath: '', params: {} };
    return { error: problemOf(described, violation) };
  };
};
