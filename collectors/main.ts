import { readFileSync } from 'node:fs';
import { reasonOf, startAgent } from './agent.ts';
import { decodeConfig } from './config.ts';
import { agentReport } from './report.ts';
import { agentHttp } from './runtime/http.ts';
import { silenceLibrary } from './runtime/libbpf.ts';

process.title = 'sonde-agent';

/** The supervisor puts a name before each line. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function main(): Promise<void> {
  const config = decodeConfig(readFileSync(0, 'utf8'));
  silenceLibrary();
  const told = new Set<string>();
  const agent = startAgent({
    config,
    onFailedConnect: () => {},
    onTrouble(collector, cause) {
      const text = `${collector}: ${reasonOf(cause)}`;
      if (!told.has(text)) say(text);
      told.add(text);
    },
  });
  const http = await agentHttp({
    listen: config.listen,
    allowedHosts: config.allowedHosts,
    scrape: () => agent.series.scrape(),
    report: () => agentReport(agent, config),
    onError: (error) => say(reasonOf(error)),
  });
  const stop = () => {
    agent.stop();
    http.close().finally(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const report = agent.report().filter(({ name }) => name !== 'agent');
  process.send?.({
    ready: 'agent',
    collectorsUp: report.filter(({ up }) => up).map(({ name }) => name),
    collectorsDown: report.filter(({ up }) => !up).map(({ name, reason }) => ({ name, reason })),
  });
}

main().catch((cause: unknown) => {
  say(reasonOf(cause));
  process.exit(1);
});
