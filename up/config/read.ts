import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { nearest } from '#contract/nearest.ts';
import type { Arguments } from './arguments.ts';
import { type FileSetting, readFileSettings } from './file.ts';
import { forScaleOf } from './for-scale.ts';
import { type Key, keyOf, keys, plainName } from './keys.ts';
import { crossProblems } from './rules.ts';
import { Config } from './schema.ts';
import { ConfigError, type Settings } from './settings.ts';

export interface Sources {
  readonly arguments: Arguments;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: { readonly path: string; readonly text: string } | undefined;
}

/** Variables of ours that are not keys: `SONDE_CONFIG` names the file. */
const otherVariables = ['SONDE_CONFIG'];

/** Flag before `SONDE_*` before file before default. Throws a ConfigError with all that is wrong. */
export function readSettings({ arguments: given, env, file }: Sources): Settings {
  const fromFile = file === undefined ? { settings: new Map<string, FileSetting>(), problems: [] } : readFileSettings(file.path, file.text);
  const problems = [...given.problems, ...unknownVariables(env), ...fromFile.problems];
  const origins = new Map<string, string>();
  const tree: Record<string, unknown> = Value.Create(Config);
  for (const key of keys) {
    const found = firstOf(key, given, env, fromFile.settings);
    if (found === undefined) continue;
    const value = typeof found.value === 'string' ? fromText(key, found.value) : found.value;
    origins.set(key.path, found.origin);
    if (Value.Check(key.schema, value)) place(tree, key.path.split('.'), value);
    else problems.push(`${key.path}: ${JSON.stringify(found.value)} (${found.origin}) is not allowed; allowed: ${key.allowed}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  if (!Value.Check(Config, tree)) throw new Error('the configuration does not fit its own schema');
  const settings: Settings = {
    config: tree,
    startsCluster: given.switches.has('cluster'),
    forScale: forScaleOf(given.options.get('for-scale')),
    originOf: (path) => origins.get(keyOf(path).path) ?? 'default',
  };
  const crossed = crossProblems(settings);
  if (crossed.length > 0) throw new ConfigError(crossed);
  return settings;
}

function firstOf(key: Key, given: Arguments, env: Sources['env'], file: ReadonlyMap<string, FileSetting>): FileSetting | undefined {
  const flag = given.settings.get(key.path);
  if (flag !== undefined) return { value: flag, origin: `flag ${key.flag}` };
  const variable = env[key.env];
  if (variable !== undefined && variable !== '') return { value: variable, origin: key.env };
  return file.get(key.path);
}

/** What a flag, a variable or a YAML string means for the key; unchanged where it means nothing. */
function fromText(key: Key, text: string): unknown {
  if (key.kind === 'list') return listFrom(key, text);
  if (key.kind !== 'integer') return text;
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*(KiB|MiB|GiB|TiB)?$/.exec(text) ?? [];
  if (digits === undefined || (unit !== '' && key.unit !== 'bytes')) return text;
  return Number(digits) * 1024 ** ['', 'KiB', 'MiB', 'GiB', 'TiB'].indexOf(unit);
}

/** What is a list of objects in the file is one of their URLs elsewhere. */
function listFrom({ schema }: Key, text: string): unknown[] {
  const items = text.split(',').map((item) => item.trim());
  const ofObjects = Type.IsArray(schema) && Type.IsObject(schema.items);
  return ofObjects ? items.map((url) => ({ url })) : items;
}

function place(tree: Record<string, unknown>, [name = '', ...below]: readonly string[], value: unknown): void {
  if (below.length === 0) {
    tree[name] = value;
    return;
  }
  const child = tree[name];
  const branch: Record<string, unknown> = isRecord(child) ? child : {};
  tree[name] = branch;
  place(branch, below, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownVariables(env: Sources['env']): string[] {
  const known = [...keys.map((key) => key.env), ...otherVariables];
  const strange = Object.keys(env).filter((name) => name.startsWith('SONDE_') && !known.includes(name));
  return strange.map((name) => {
    const meant = known.find((candidate) => plainName(candidate) === plainName(name)) ?? nearest(name, known);
    return `${name}: unknown variable in the environment${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  });
}
