import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { parseSync, Visitor } from 'vite';

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
export function importsOf(root: string, from: string): Import[] {
  const resolve = resolver(root, from);
  return requestsOf(from, readFileSync(join(root, from), 'utf8')).map(({ specifier, typesOnly }) => ({ from, to: resolve(specifier), typesOnly }));
}

function requestsOf(file: string, source: string): Request[] {
  const { program, errors } = parseSync(file, source);
  if (errors[0]) throw new Error(`parsing ${file}: ${errors[0].message}`);
  const requests: Request[] = [];
  const add = (specifier: string, typesOnly: boolean) => requests.push({ specifier, typesOnly });
  const literal = (node: { type: string; value?: unknown }) => (node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined);
  new Visitor({
    ImportDeclaration: ({ source, importKind }) => add(source.value, importKind === 'type'),
    ExportNamedDeclaration: ({ source, exportKind }) => source && add(source.value, exportKind === 'type'),
    ExportAllDeclaration: ({ source, exportKind }) => add(source.value, exportKind === 'type'),
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
  }).visit(program);
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
