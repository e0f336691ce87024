import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { Visitor } from 'vite';
import type { Source } from './source.ts';

/** One import of a file. Paths are from the repository's root; packages are `npm:name`, Node's own modules `node:name`. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** Gone at run time: `import type`, `export type`, `import('…').Name` in a type. */
  readonly typesOnly: boolean;
}

interface Request {
  readonly specifier: string;
  readonly typesOnly: boolean;
}

/** Every import of a TypeScript file, resolved; one that leads nowhere has `to` = `missing:specifier`. */
export function importsOf(root: string, source: Source): Import[] {
  const resolve = resolver(root, source.file);
  return [...declared(source), ...within(source)].map(({ specifier, typesOnly }) => ({ from: source.file, to: resolve(specifier), typesOnly }));
}

/** The parser lists declarations by themselves: to build the tree of a file takes four times as long as to parse it. */
function declared({ text, parsed }: Source): Request[] {
  const { staticImports, staticExports } = parsed.module;
  const request = (start: number, specifier: string) => ({ specifier, typesOnly: /^(im|ex)port\s+type\b/.test(text.slice(start, start + 20)) });
  const imports = staticImports.map(({ start, moduleRequest }) => request(start, moduleRequest.value));
  const exports = staticExports.flatMap(({ start, entries: [first] }) => (first?.moduleRequest ? [request(start, first.moduleRequest.value)] : []));
  return [...imports, ...exports];
}

const mayImportWithin = /\bimport\s*\(|\bnew\s+URL\s*\(/;

/** What only the tree of a file tells, which few files need: `import('…')`, of values and in types, and how workers are named. */
function within({ text, parsed }: Source): Request[] {
  if (!mayImportWithin.test(text)) return [];
  const requests: Request[] = [];
  const add = (specifier: string, typesOnly: boolean) => requests.push({ specifier, typesOnly });
  const literal = (node: { type: string; value?: unknown }) => (node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined);
  new Visitor({
    TSImportType: ({ source }) => add(source.value, true),
    ImportExpression: ({ source }) => {
      const specifier = literal(source);
      if (specifier !== undefined) add(specifier, false);
    },
    // new URL('./worker.ts', import.meta.url): how workers are named.
    NewExpression: ({ callee, arguments: [first, second] }) => {
      const specifier = first && literal(first);
      if (callee.type === 'Identifier' && callee.name === 'URL' && second?.type === 'MemberExpression' && specifier?.endsWith('.ts')) add(specifier, false);
    },
  }).visit(parsed.program);
  return requests;
}

/** What the specifiers of a file's imports name. */
export function resolver(root: string, from: string): (specifier: string) => string {
  return (specifier) => {
    const path = specifier.replace(/\?.*$/, '');
    if (isBuiltin(path)) return path.startsWith('node:') ? path : `node:${path}`;
    if (path.startsWith('.')) return existing(root, relative(root, join(root, dirname(from), path)), specifier);
    if (path.startsWith('#')) return existing(root, path.slice(1), specifier);
    return `npm:${path.split('/', path.startsWith('@') ? 2 : 1).join('/')}`;
  };
}

function existing(root: string, path: string, specifier: string): string {
  return existsSync(join(root, path)) ? path : `missing:${specifier}`;
}
