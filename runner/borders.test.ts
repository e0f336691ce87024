import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { violations } from './borders.ts';

const manifest = JSON.stringify({ dependencies: { koffi: '1.0.0', typebox: '1.0.0' }, devDependencies: { '@playwright/test': '1.0.0' } });

/** What the checker says about a repository of these files. */
function verdictOn(files: { readonly [path: string]: string }): string[] {
  const root = mkdtempSync(join(tmpdir(), 'borders-'));
  try {
    for (const [path, text] of Object.entries({ 'package.json': manifest, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return violations(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const empty = 'export {};';
const forbidden: { readonly [says: string]: { readonly [path: string]: string } } = {
  'server imports a collector': { 'server/main.ts': `import { a } from '../collectors/tcp.ts';`, 'collectors/tcp.ts': empty },
  'the contract imports the server': { 'contract/routes.ts': `import { a } from '../server/app.ts';`, 'server/app.ts': empty },
  'a test of the console reaches into the server': { 'e2e/map.spec.ts': `const app = await import('../server/app.ts');`, 'server/app.ts': empty },
  'up starts a thread of the server': { 'up/main.ts': `new Worker(new URL('../server/writer.ts', import.meta.url));`, 'server/writer.ts': empty },
  'the server names a type of the agent': { 'server/app.ts': `type A = import('../collectors/tcp.ts').A;`, 'collectors/tcp.ts': empty },
  'the console takes a value of the contract': {
    'web/main.tsx': `import { routes } from '#contract/routes.ts';\nconst a = <b>{routes}</b>;`,
    'contract/routes.ts': empty,
  },
  'the console reads files': { 'web/main.tsx': `import 'node:fs';` },
  'a collector imports another': { 'collectors/tcp.ts': `import './udp.ts';`, 'collectors/udp.ts': empty },
  'the runtime names a collector': { 'collectors/runtime/ring.ts': `import '../tcp.ts';`, 'collectors/tcp.ts': empty },
  'a page imports another': { 'web/pages/map/map.tsx': `import '../nodes/nodes.tsx';`, 'web/pages/nodes/nodes.tsx': empty },
  'what pages share imports a page': { 'web/ui/shell.tsx': `import '../pages/map/map.tsx';`, 'web/pages/map/map.tsx': empty },
  'what rooms of ui share imports a room': { 'web/ui/link.tsx': `import './entity/chip.tsx';`, 'web/ui/entity/chip.tsx': empty },
  'a room of the map imports a later one': { 'web/pages/map/scene/a.ts': `import '../paint/b.ts';`, 'web/pages/map/paint/b.ts': empty },
  'a room of the map imports the page': { 'web/pages/map/tools/a.ts': `import '../map-page.tsx';`, 'web/pages/map/map-page.tsx': empty },
  'a store imports a route': { 'server/store/sqlite.ts': `import '../routes/events.ts';`, 'server/routes/events.ts': empty },
  'a fixture of the server starts another': { 'server/fixtures/a.ts': `import '../../engines/running.ts';`, 'engines/running.ts': empty },
  'a second file knows FFI': { 'collectors/runtime/ring.ts': `import koffi from 'koffi';` },
  'an import leads nowhere': { 'up/main.ts': `import './gone.ts';` },
  'nobody imports a value': { 'up/main.ts': `import { a } from './a.ts';`, 'up/a.ts': 'export const a = 1;\nexport const b = a;' },
  'nobody uses a type': { 'up/a.ts': 'export type A = number;' },
  'a package is not declared': { 'up/main.ts': `import 'left-pad';` },
  'a package is installed for tests only': { 'up/main.ts': `import { test } from '@playwright/test';` },
};

for (const [says, files] of Object.entries(forbidden)) {
  test(`caught: ${says}`, () => assert.equal(verdictOn(files).length, 1));
}

test('caught: a collector loads FFI through another file', () => {
  const files = {
    'collectors/tcp.ts': `import './runtime/ring.ts';`,
    'collectors/runtime/ring.ts': `export * from './libbpf.ts';`,
    'collectors/runtime/libbpf.ts': `import koffi from 'koffi';`,
  };
  assert.match(verdictOn(files).join(), /^collectors\/tcp.ts → collectors\/runtime\/ring.ts → collectors\/runtime\/libbpf.ts → npm:koffi: /);
});

test('what each folder is meant to import is left alone', () => {
  const files = {
    'contract/metrics.ts': `import { Type } from 'typebox';\nimport './identity.ts';`,
    'contract/identity.ts': `import 'node:crypto';`,
    'bpf/gen/tcp.ts': `import '../words.ts';`,
    'bpf/words.ts': empty,
    'collectors/tcp.ts': `import '#contract/metrics.ts';\nimport '../bpf/gen/tcp.ts';\nimport type { Ring } from './runtime/ring.ts';`,
    'collectors/tcp.test.ts': `import './tcp.ts';`,
    'collectors/list.ts': `import './tcp.ts';`,
    'collectors/main.ts': `import './agent.ts';`,
    'collectors/agent.ts': `import './list.ts';\nimport './runtime/ring.ts';`,
    'collectors/runtime/ring.ts': `import { bpf } from './libbpf.ts';`,
    'collectors/runtime/libbpf.ts': `import koffi from 'koffi';\nexport interface Bpf {}\nexport const bpf: Bpf = koffi;`,
    'bpf/gen/sockets.ts': 'export const edgeBytes = 8;',
    'up/main.ts': `const { a } = await import('./a.ts');`,
    'up/a.ts': 'export const a = 1;',
    'server/routes/events.ts': `import '../store/sqlite.ts';`,
    'server/store/sqlite.ts': `import 'node:sqlite';`,
    'server/fixtures/prometheus-server.ts': `import '../../engines/free-port.ts';`,
    'engines/free-port.ts': empty,
    'web/pages/pages.ts': `import './map/map.tsx';\nimport './nodes/nodes.tsx';`,
    'web/pages/map/map-page.tsx': `import './tools/zoom.tsx';`,
    'web/pages/map/tools/zoom.tsx': `import '../engine/engine.ts';\nimport '../../../ui/entity/chip.tsx';`,
    'web/pages/map/engine/engine.ts': empty,
    'web/ui/entity/chip.tsx': `import '../link.tsx';`,
    'web/ui/link.tsx': empty,
    'web/pages/map/map.tsx': `import type { Health } from '#contract/metrics.ts';\nconst map = <b />;`,
    'web/pages/nodes/nodes.tsx': empty,
    'e2e/map.spec.ts': `import { test } from '@playwright/test';`,
  };
  assert.deepEqual(verdictOn(files), []);
});
