import { isMap, isNode, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import { nearest } from '#contract/nearest.ts';
import { keys, sections } from './keys.ts';

export interface FileSetting {
  readonly value: unknown;
  /** `/etc/sonde/sonde.yaml:3` */
  readonly origin: string;
}

export interface FileSettings {
  readonly settings: ReadonlyMap<string, FileSetting>;
  readonly problems: readonly string[];
}

interface Reading {
  readonly settings: Map<string, FileSetting>;
  readonly problems: string[];
  readonly originOf: (node: unknown) => string;
  readonly plain: (node: unknown) => unknown;
}

const keyPaths = new Set(keys.map(({ path }) => path));
const sectionPaths = new Set(sections.map(({ path }) => path));

/** Reads the settings of a YAML text, each with the line it stands on. */
export function readFileSettings(file: string, text: string): FileSettings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number) => `${file}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0)
    return { settings: new Map(), problems: document.errors.map((error) => `${lineOf(error.pos[0])}: is not valid YAML: ${error.message}`) };
  const reading: Reading = {
    settings: new Map(),
    problems: [],
    originOf: (node) => lineOf(isNode(node) ? (node.range?.[0] ?? 0) : 0),
    plain: (node) => (isNode(node) ? node.toJS(document) : node),
  };
  const root: unknown = document.contents;
  if (isMap(root)) for (const pair of root.items) readPair(pair, '', reading);
  else if (reading.plain(root) !== null) reading.problems.push(`${file}: holds no keys; allowed: ${keysBelow('')}`);
  return reading;
}

function readPair({ key, value }: Pair, prefix: string, reading: Reading): void {
  const path = prefix + String(isScalar(key) ? key.value : key);
  const origin = reading.originOf(key);
  if (keyPaths.has(path)) {
    const plain = reading.plain(value);
    if (plain !== null) reading.settings.set(path, { value: plain, origin });
  } else if (sectionPaths.has(path)) readSection(path, value, origin, reading);
  else reading.problems.push(unknownKey(path, origin));
}

function readSection(path: string, value: unknown, origin: string, reading: Reading): void {
  if (isMap(value)) for (const pair of value.items) readPair(pair, `${path}.`, reading);
  else if (reading.plain(value) !== null)
    reading.problems.push(`${path}: ${JSON.stringify(reading.plain(value))} (${origin}) is not allowed; allowed: the keys ${keysBelow(path)} below it`);
}

function unknownKey(path: string, origin: string): string {
  const meant = nearest(path, [...keyPaths, ...sectionPaths]);
  return `${path}: unknown key (${origin})${meant === undefined ? `; known keys: ${keysBelow('')}` : `; did you mean ${meant}?`}`;
}

function keysBelow(section: string): string {
  const prefix = section === '' ? '' : `${section}.`;
  const names = keys.filter(({ path }) => path.startsWith(prefix)).map(({ path }) => path.slice(prefix.length).split('.')[0] ?? '');
  return [...new Set(names)].join(', ');
}
