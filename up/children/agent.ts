import { join } from 'node:path';
import { type AgentConfig, AgentReady } from '#contract/children.ts';
import { checkout, type Host } from '../host/host.ts';
import type { Log } from '../log.ts';
import type { Child } from './child.ts';
import { fillCompileCache } from './compile-cache.ts';
import { asRoot } from './confine.ts';
import { messageOf } from './readiness.ts';

/**
 * A young generation of 1 MiB in place of 16 saves memory that the agent has no use for, and so does collecting the old one early:
 * of edges that come and go by the ten thousand, 50 MB of garbage stay in place of 200.
 */
const program = [process.execPath, '--max-semi-space-size=1', '--optimize-for-size', join(checkout, 'collectors', 'main.ts')];

/** The process that reads the kernel; it runs as root. */
export function agentChild(host: Host, log: Log): Child {
  // One arena for all threads: what one of them has freed is then there for the others, which is 8 MB less.
  const env = { NODE_COMPILE_CACHE: join(host.folders.agent, 'compile-cache'), MALLOC_ARENA_MAX: '1' };
  fillCompileCache(program, env);
  return {
    name: 'agent',
    command: asRoot(program),
    env,
    ipc: true,
    input: () => `${JSON.stringify(agentConfig(host))}\n`,
    ready: async (run) => {
      run.waitsFor('it attaches its programs');
      const { collectorsDown } = await messageOf(run, AgentReady);
      for (const { name, reason } of collectorsDown) log.say(`agent: ${name} is not up: ${reason}`);
    },
  };
}

function agentConfig({ config, node, version, addresses, folders, ingestToken, tls }: Host): AgentConfig {
  return {
    node,
    cluster: config.cluster,
    version,
    listen: { host: config.agent.listen, port: config.agent.port },
    allowedHosts: [...addresses.agentHosts],
    bpfObjects: join(checkout, '.build', 'bpf'),
    folder: folders.agent,
    seriesBudget: config.seriesBudget,
    scrapeIntervalSeconds: config.scrapeIntervalSeconds,
    ingest: {
      url: `${addresses.api}/api/records`,
      token: ingestToken,
      ...(tls === undefined ? {} : { tls: { ca: tls.cert, serverName: tls.serverName } }),
    },
    limits: config.limits,
  };
}
