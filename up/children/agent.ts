import { join } from 'node:path';
import { type AgentConfig, AgentReady } from '#contract/children.ts';
import { checkout, type Host } from '../host/host.ts';
import type { Log } from '../log.ts';
import type { Child } from './child.ts';
import { fillCompileCache } from './compile-cache.ts';
import { asRoot } from './confine.ts';
import { messageOf } from './readiness.ts';
import { smallHeapEnv, smallHeapFlags } from './small-heap.ts';

const program = [process.execPath, ...smallHeapFlags, join(checkout, 'collectors', 'main.ts')];

/** The process that reads the kernel; it runs as root. */
export function agentChild(host: Host, log: Log): Child {
  const env = { NODE_COMPILE_CACHE: join(host.folders.agent, 'compile-cache'), ...smallHeapEnv };
  fillCompileCache(program, env);
  return {
    name: 'agent',
    command: asRoot(program),
    env,
    ipc: true,
    endsFirst: true,
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
