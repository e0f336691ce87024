import { type Import, resolver } from './imports.ts';
import type { Source } from './source.ts';

/** The readers of the programs are generated whole. */
const isWritten = (file: string) => !file.startsWith('bpf/gen/');

type Links = ReturnType<typeof linksOf>;

/** Exports that nobody needs: a value that no other file imports, a type that even its own file does not use. `sources` are all files, `imports` has those of each. */
export function needlessExports(root: string, sources: readonly Source[], imports: ReadonlyMap<string, readonly Import[]>): string[] {
  const links = sources.map((source) => ({ ...source, ofFile: imports.get(source.file) ?? [], ...linksOf(root, source) }));
  const imported = new Set(links.flatMap(({ ofFile, named }) => namesImported(ofFile, named)));
  const isNeeded = (file: string, name: string) => imported.has(`${file}#${name}`) || imported.has(`${file}#*`);
  return links.flatMap(({ file, text, exported }) => {
    if (!isWritten(file)) return [];
    const needless = exported.filter(({ name, isType }) => name !== null && !isNeeded(file, name) && !(isType && isUsed(text, name)));
    return needless.map(({ name }) => `${file} exports ${name}, which no other file imports`);
  });
}

/** `file#name`, or `file#*` where it cannot be told which names are taken. */
function namesImported(imports: readonly Import[], named: Links['named']): string[] {
  const others = imports.filter(({ to }) => !named.some((one) => one.to === to));
  return [...named.map(({ to, name }) => `${to}#${name ?? '*'}`), ...others.map(({ to }) => `${to}#*`)];
}

function linksOf(root: string, { file, parsed }: Source) {
  const { staticImports, staticExports } = parsed.module;
  const resolve = resolver(root, file);
  const exports = staticExports.flatMap(({ entries }) => entries);
  const imports = staticImports.flatMap(({ moduleRequest, entries }) => entries.map(({ importName }) => ({ moduleRequest, importName })));
  const named = [...imports, ...exports].flatMap(({ moduleRequest: from, importName: { name } }) => (from === null ? [] : [{ to: resolve(from.value), name }]));
  return { named, exported: exports.map(({ exportName: { name }, isType }) => ({ name, isType })) };
}

/** Who calls with a type of an exported function may have to name it. */
function isUsed(text: string, name: string): boolean {
  return text.split(new RegExp(`\\b${name}\\b`)).length > 2;
}
