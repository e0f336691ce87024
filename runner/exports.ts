import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { importsOf, resolver } from './imports.ts';

/** The readers of the programs are generated whole. */
const isWritten = (file: string) => !file.startsWith('bpf/gen/');

/** Exports that nobody needs: a value that no other file imports, a type that even its own file does not use. */
export function needlessExports(root: string, files: readonly string[]): string[] {
  const imported = new Set(files.flatMap((file) => namesImportedBy(root, file)));
  const isNeeded = (file: string, name: string) => imported.has(`${file}#${name}`) || imported.has(`${file}#*`);
  return files.filter(isWritten).flatMap((file) => {
    const { source, exported } = linksOf(root, file);
    const needless = exported.filter(({ name, isType }) => name !== null && !isNeeded(file, name) && !(isType && isUsed(source, name)));
    return needless.map(({ name }) => `${file} exports ${name}, which no other file imports`);
  });
}

/** `file#name`, or `file#*` where it cannot be told which names are taken. */
function namesImportedBy(root: string, file: string): string[] {
  const { named } = linksOf(root, file);
  const others = importsOf(root, file).filter(({ to }) => !named.some((one) => one.to === to));
  return [...named.map(({ to, name }) => `${to}#${name ?? '*'}`), ...others.map(({ to }) => `${to}#*`)];
}

function linksOf(root: string, file: string) {
  const source = readFileSync(join(root, file), 'utf8');
  const { staticImports, staticExports } = parseSync(file, source).module;
  const resolve = resolver(root, file);
  const exports = staticExports.flatMap(({ entries }) => entries);
  const imports = staticImports.flatMap(({ moduleRequest, entries }) => entries.map(({ importName }) => ({ moduleRequest, importName })));
  const named = [...imports, ...exports].flatMap(({ moduleRequest: from, importName: { name } }) => (from === null ? [] : [{ to: resolve(from.value), name }]));
  return { source, named, exported: exports.map(({ exportName: { name }, isType }) => ({ name, isType })) };
}

/** Who calls with a type of an exported function may have to name it. */
function isUsed(source: string, name: string): boolean {
  return source.split(new RegExp(`\\b${name}\\b`)).length > 2;
}
