import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { needlessExports } from './exports.ts';
import { type Import, importsOf } from './imports.ts';
import { sourceOf } from './source.ts';

/** Who may import what of ours: bpf/gen → collectors → contract ← server, dashboards, web (of which more below). A folder may import itself. */
const folders: { readonly [folder: string]: readonly RegExp[] } = {
  contract: [],
  bpf: [],
  engines: [],
  collectors: [/^contract\//, /^bpf\/(gen\/.+|btf|words)\.ts$/, /^engines\//],
  server: [/^contract\//, /^engines\//],
  dashboards: [/^contract\//],
  web: [/^contract\//],
  up: [/^contract\//, /^dashboards\/(alerts|recordings)\//, /^engines\//],
  e2e: [/^contract\//, /^engines\//],
  bench: [
    /^contract\//,
    /^dashboards\/alerts\/healthy\/record\.ts$/,
    /^e2e\/(logs|boards|whole)\//,
    /^engines\//,
    /^collectors\/logs\/(to-kafka|message-key)\.ts$/,
    /^server\/store\/(elasticsearch|logs)\//,
    /^up\/children\/small-heap\.ts$/,
  ],
  runner: [/^contract\//, /^bpf\/generate-readers\.ts$/, /^dashboards\/dist\.ts$/],
};

interface Border {
  readonly says: string;
  readonly crossedBy: (link: Import) => boolean;
}

const isFixture = (file: string) => file.includes('/fixtures/');
const isTest = (file: string) => /\.(test|e2e|spec)\.ts$/.test(file);
const subject = (file: string) => file.replace(/(\.kernel)?(\.test)?\.ts$/, '');
/** The others of that folder bring the collectors together: agent.ts, list.ts, main.ts. */
const collectorFile = /^collectors\/(?!(agent|list|main)\.)[^/]+\.ts$/;
/** Of web, what runs in Vite. */
const buildTime = /^web\/(vite\.config|notices)\.ts$/;
/** What the parsers' tests share; nothing that is shipped is there but C. */
const parserTests = /^bpf\/l7\//;
const page = (file: string) => /^web\/pages\/([^/]+)\//.exec(file)?.[1];
/** The rooms of the map, as CONTRIBUTING.md lists them: each may import those before it. The page lies beside them, after all. */
const mapRooms = ['model', 'layout', 'scene', 'paint', 'engine', 'time', 'panels', 'tools'];
const mapRoom = (file: string) => {
  const [, room] = /^web\/pages\/map\/([^/]+)\//.exec(file) ?? [];
  return room === undefined ? mapRooms.length : mapRooms.indexOf(room);
};
const isOfMap = (file: string) => page(file) === 'map';

/** Each line is one border; the first that an import crosses is named. */
const borders: readonly Border[] = [
  { says: 'leads nowhere', crossedBy: ({ to }) => to.startsWith('missing:') },
  {
    says: 'is outside of what its folder may import',
    crossedBy: ({ from, to }) => !/^(npm|node):/.test(to) && top(from) !== top(to) && !folders[top(from)]?.some((allowed) => allowed.test(to)),
  },
  {
    says: 'may be imported by web for its types only',
    crossedBy: ({ from, to, typesOnly }) =>
      top(from) === 'web' && to.startsWith('contract/') && !/^contract\/((find|columns)\/|(csv|workload-id)\.ts$)/.test(to) && !typesOnly,
  },
  {
    says: 'does not exist in a browser',
    crossedBy: ({ from, to }) => top(from) === 'web' && to.startsWith('node:') && !isTest(from) && !buildTime.test(from),
  },
  {
    says: 'is another collector: what two collectors need goes to collectors/sockets or collectors/runtime',
    crossedBy: ({ from, to }) => collectorFile.test(from) && collectorFile.test(to) && subject(from) !== subject(to),
  },
  { says: 'is a collector: the runtime knows none by name', crossedBy: ({ from, to }) => /^collectors\/.+\//.test(from) && collectorFile.test(to) },
  { says: 'is another page', crossedBy: ({ from, to }) => page(from) !== undefined && page(to) !== undefined && page(from) !== page(to) },
  { says: 'is a page: ui and lib know none', crossedBy: ({ from, to }) => /^web\/(ui|lib)\//.test(from) && to.startsWith('web/pages/') },
  {
    says: 'is in a room of web/ui: what lies beside the rooms knows none',
    crossedBy: ({ from, to }) => /^web\/ui\/[^/]+$/.test(from) && /^web\/ui\/.+\//.test(to),
  },
  { says: 'is in a later room of the map', crossedBy: ({ from, to }) => isOfMap(from) && isOfMap(to) && mapRoom(from) < mapRoom(to) },
  {
    says: 'starts a server: agent and server are told of theirs',
    crossedBy: ({ from, to }) =>
      /^(collectors|server)\//.test(from) && to.startsWith('engines/') && !isTest(from) && !(isFixture(from) && to === 'engines/free-port.ts'),
  },
  { says: 'is a route: stores know none', crossedBy: ({ from, to }) => from.startsWith('server/store/') && to.startsWith('server/routes/') },
  { says: 'is FFI: only collectors/runtime/libbpf.ts knows it', crossedBy: ({ from, to }) => to === 'npm:koffi' && from !== 'collectors/runtime/libbpf.ts' },
];

const top = (file: string) => file.split('/', 1)[0] ?? '';

/** Every import that crosses a border, and every export that nobody needs, in words. `root` is the repository's folder. */
export function violations(root: string): string[] {
  const packages = declaredPackages(root);
  const files = globSync(`{${Object.keys(folders).join(',')}}/**/*.{ts,tsx}`, { cwd: root, exclude: ['**/node_modules'] }).sort();
  const sources = files.map((file) => sourceOf(root, file));
  const links = new Map(sources.map((source) => [source.file, importsOf(root, source)]));
  const crossed = [...links.values()].flat().flatMap((link) => verdict(link, packages));
  return [...crossed, ...files.filter((file) => collectorFile.test(file)).flatMap((file) => loadsFfi(file, links)), ...needlessExports(root, sources, links)];
}

function verdict(link: Import, packages: Packages): string[] {
  const says = borders.find(({ crossedBy }) => crossedBy(link))?.says ?? undeclared(link, packages);
  return says === undefined ? [] : [`${link.from} imports ${link.to}, which ${says}`];
}

/** A collector is a value that anyone may read: bringing it together with the kernel is left to collectors/main.ts. */
function loadsFfi(file: string, links: ReadonlyMap<string, readonly Import[]>): string[] {
  if (isTest(file)) return [];
  const ways = new Map([[file, file]]);
  for (const [at, way] of ways) {
    for (const { to, typesOnly } of links.get(at) ?? []) if (!typesOnly && !ways.has(to)) ways.set(to, `${way} → ${to}`);
  }
  const way = ways.get('npm:koffi');
  return way === undefined ? [] : [`${way}: a collector loads FFI, where it should import types only`];
}

const Manifest = Type.Object({ dependencies: Type.Record(Type.String(), Type.String()), devDependencies: Type.Record(Type.String(), Type.String()) });

interface Packages {
  readonly shipped: ReadonlySet<string>;
  readonly forDevelopment: ReadonlySet<string>;
}

function declaredPackages(root: string): Packages {
  const { dependencies, devDependencies } = Value.Parse(Manifest, JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  return { shipped: new Set(Object.keys(dependencies)), forDevelopment: new Set(Object.keys(devDependencies)) };
}

/** `up` installs without the development packages. */
function undeclared({ from, to, typesOnly }: Import, { shipped, forDevelopment }: Packages): string | undefined {
  if (!to.startsWith('npm:')) return undefined;
  const name = to.slice('npm:'.length);
  if (shipped.has(name)) return undefined;
  const mayDevelop = typesOnly || isTest(from) || ['e2e', 'bench', 'runner'].includes(top(from)) || parserTests.test(from);
  return forDevelopment.has(name) && mayDevelop ? undefined : 'package.json does not list among its dependencies';
}

if (import.meta.main) {
  const found = violations(join(import.meta.dirname, '..'));
  for (const line of found) process.stdout.write(`${line}\n`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
