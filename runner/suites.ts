import { existsSync, globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { browserTests } from './browser-tests.ts';
import { root } from './child.ts';
import { command } from './command.ts';
import { nodeTests } from './node-tests.ts';
import type { Need, Suite } from './suite.ts';

const superuser: Need = () => (process.getuid?.() === 0 ? undefined : 'root');
const kernelTypes: Need = () => (existsSync('/sys/kernel/btf/vmlinux') ? undefined : "the kernel's types (/sys/kernel/btf/vmlinux)");
const cgroups: Need = () => (/ cgroup2 /.test(readFileSync('/proc/mounts', 'utf8')) ? undefined : 'a mounted cgroup v2 hierarchy');
const host = [superuser, kernelTypes, cgroups];
const engines: Need = () => (globSync('.build/engines/*/.sonde', { cwd: root }).length === 2 ? undefined : 'Kafka and Elasticsearch (.build/engines)');

const folders = '{contract,bpf,collectors,server,web,up,dashboards,runner,bench}';
/** All but the parsers of bpf/l7, which are cut at every byte: that takes its time. */
const units = '{contract/**,e2e/**,bpf,collectors/**,server/**,web/**,up/**,dashboards/**,engines,runner/**,bench/**}';
const cores = availableParallelism();
/** Each counts what the whole host does: more at once starve each other, and wait for more than they work. */
const wholeAtOnce = Math.min(3, cores);
/** One checker does the work of four in less time: most of it is the same for each. */
const tsc = ['tsc', '--project', '.', '--checkers', '1', '--incremental', '--tsBuildInfoFile', '.build/types.json'];

/** Those that take long by the clock, of each suite. */
const longInQuick = ['server/store', 'server', 'collectors'];
const longInServers = ['server/nodes', 'server/workloads', 'server/topology'];
const longInKernel = ['collectors/l7/unrepaired', 'collectors/sockets/substrate', 'collectors/drops', 'collectors/l7/dns', 'up/children/prometheus'];
/** Those that count much are not next to each other: on two cores they starve each other. */
const longFromEndToEnd = ['e2e/idle', 'e2e/requests', 'e2e/demo', 'e2e/budget', 'e2e/truth', 'e2e/log-faults', 'e2e/killed', 'e2e/damage'];

/** Every suite. `./sonde test NAME` takes their names. */
export const suites: readonly Suite[] = [
  command('types', tsc),
  command('lint', ['biome', 'check', '--error-on-warnings', '--max-diagnostics=50', '.']),
  command('borders', ['node', 'runner/borders.ts']),
  command('c-style', ['clang-format', '--dry-run', '-Werror', ...globSync('{bpf,bench}/**/*.{c,h}', { cwd: root })]),
  nodeTests('unit', {
    files: `${units}/!(*.kernel|*.server|*.engine|*.property|*.threads).test.ts`,
    round: 'quick',
    // Some of them wait rather than work.
    atOnce: cores + 2,
    together: 50,
    longFirst: longInQuick,
    alone: 2,
    seconds: 120,
    needs: [],
  }),
  nodeTests('kernel', {
    files: `${folders}/**/*.kernel.test.ts`,
    round: 'kernel',
    atOnce: wholeAtOnce,
    longFirst: longInKernel,
    seconds: 180,
    alone: 2,
    needs: host,
  }),
  nodeTests('e2e', {
    files: 'e2e/**/!(install|faults|overload|cluster|cluster-mixed).e2e.ts',
    round: 'whole',
    atOnce: wholeAtOnce,
    longFirst: longFromEndToEnd,
    seconds: 600,
    alone: 3,
    needs: host,
  }),
  nodeTests('engines', {
    files: `{${folders.slice(1, -1)},e2e}/**/*.engine.test.ts`,
    round: 'servers',
    until: 'kernel',
    atOnce: 1,
    together: 20,
    seconds: 1200,
    alone: 1,
    needs: [engines],
  }),
  nodeTests('servers', {
    files: `${folders}/**/*.server.test.ts`,
    round: 'servers',
    atOnce: 4 * cores,
    longFirst: longInServers,
    seconds: 180,
    alone: 4,
    needs: [],
  }),
  // Each process loads the whole server, and each thread a part of it: that is most of their time.
  nodeTests('threads', {
    files: `${folders}/**/*.threads.test.ts`,
    round: 'servers',
    atOnce: 2,
    together: 10,
    seconds: 180,
    alone: 2,
    needs: [],
  }),
  nodeTests('parsers', {
    files: `{bpf/l7/!(*.kernel|*.server).test.ts,${folders}/**/*.property.test.ts}`,
    round: 'servers',
    atOnce: 2,
    seconds: 900,
    nice: true,
    needs: [],
  }),
  // It waits for packages most of its time.
  nodeTests('install', { files: 'e2e/install.e2e.ts', round: 'kernel', until: 'whole', atOnce: 1, seconds: 600, alone: 1, needs: host }),
  nodeTests('cluster', { files: 'e2e/{cluster,cluster-mixed}.e2e.ts', round: 'whole', atOnce: 1, seconds: 900, alone: 1, needs: [...host, engines] }),
  nodeTests('faults', { files: 'e2e/{faults,overload}.e2e.ts', round: 'alone', atOnce: 1, seconds: 600, alone: 1, needs: host }),
  browserTests('browser', { files: 'e2e/**/*.spec.ts', seconds: 1200, alone: 4, needs: host }),
];

export function filesOf({ files }: Suite): string[] {
  return files === '' ? [] : globSync(files, { cwd: root, exclude: ['**/node_modules'] }).sort();
}
