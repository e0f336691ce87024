import { type TProperties, type TSchema, Type } from 'typebox';
import { Config } from './schema.ts';

/** One leaf of the configuration. */
export interface Key {
  /** `agent.port`, as errors and the file name it. */
  readonly path: string;
  readonly flag: string;
  readonly env: string;
  readonly schema: TSchema;
  readonly kind: 'integer' | 'string' | 'list';
  readonly unit: 'bytes' | undefined;
  readonly description: string;
  readonly allowed: string;
  readonly default: unknown;
  readonly example: unknown;
}

export interface Section {
  readonly path: string;
  readonly description: string;
}

/** Every leaf, in the order of the schema. */
export const keys: readonly Key[] = [...leaves('', Config.properties)];
/** Every object between the root and the leaves. */
export const sections: readonly Section[] = [...branches('', Config.properties)];

export function keyOf(path: string): Key {
  const key = keys.find((candidate) => candidate.path === path);
  if (key === undefined) throw new Error(`no configuration key "${path}"`);
  return key;
}

/** `--agent.port` and `SONDE_AGENT_PORT` of one another: case, dots and dashes do not matter. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[._]/g, '-');
}

function* leaves(prefix: string, properties: TProperties): Generator<Key> {
  for (const [name, schema] of Object.entries(properties)) {
    const path = prefix + name;
    if (Type.IsObject(schema)) yield* leaves(`${path}.`, schema.properties);
    else yield leaf(path, schema);
  }
}

function* branches(prefix: string, properties: TProperties): Generator<Section> {
  for (const [name, schema] of Object.entries(properties)) {
    if (!Type.IsObject(schema)) continue;
    yield { path: prefix + name, description: text(schema, 'description') ?? '' };
    yield* branches(`${prefix}${name}.`, schema.properties);
  }
}

function leaf(path: string, schema: TSchema): Key {
  const dashed = path.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
  return {
    path,
    flag: text(schema, 'flag') ?? `--${dashed}`,
    env: text(schema, 'env') ?? `SONDE_${dashed.replaceAll(/[.-]/g, '_').toUpperCase()}`,
    schema,
    kind: kindOf(path, schema),
    unit: text(schema, 'unit') === 'bytes' ? 'bytes' : undefined,
    description: text(schema, 'description') ?? '',
    allowed: text(schema, 'allowed') ?? '',
    default: Reflect.get(schema, 'default'),
    example: Reflect.get(schema, 'example'),
  };
}

function kindOf(path: string, schema: TSchema): Key['kind'] {
  if (Type.IsInteger(schema)) return 'integer';
  if (Type.IsString(schema)) return 'string';
  if (Type.IsArray(schema)) return 'list';
  throw new Error(`the configuration key "${path}" is of a type that the readers do not know`);
}

function text(schema: TSchema, name: string): string | undefined {
  const value: unknown = Reflect.get(schema, name);
  return typeof value === 'string' ? value : undefined;
}
