import { readFileSync } from 'node:fs';
import { startAgent } from './agent/agent.ts';
import { decodeConfig } from './agent/config.ts';
import { failedConnectEvents, stopEvent } from './agent/events.ts';
import { agentReport } from './agent/report.ts';
import { sayOnce } from './agent/say-once.ts';
import { fullMessage } from './runtime/full-message.ts';
import { agentHttp } from './runtime/http.ts';
import { silenceLibrary } from './runtime/libbpf.ts';
import { openFlows } from './ship/flow-shipper.ts';
import { RecordShipper } from './ship/record-shipper.ts';

/** For what is queued for the server when the agent is asked to end. */
const lastWordsMs = 1000;

process.title = 'sonde-agent';

/** The supervisor puts a name before each line. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function main(): Promise<void> {
  const config = decodeConfig(readFileSync(0, 'utf8'));
  silenceLibrary();
  const trouble = sayOnce(say);
  const eventOf = failedConnectEvents();
  const shipper = new RecordShipper({
    node: config.node,
    ingest: config.ingest,
    onLost: (reason, count) => agent.countLost('agent', reason, count),
    onTrouble: (text) => trouble(`events do not reach the server: ${text}`),
  });
  const flows = openFlows({ ...config, onLost: (reason, count) => agent.countLost('agent', reason, count), onTrouble: trouble });
  const agent = startAgent({
    config,
    onFailedConnect(failure) {
      const event = eventOf(failure);
      if (event !== undefined) shipper.offer(event);
    },
    onEvent: (event) => shipper.offer(event),
    ...(flows && { onUnnamed: (unnamed) => flows.count(unnamed), onSwept: (edges) => flows.swept(() => edges.unnamedGauges()) }),
    onTrouble: (collector, cause) => trouble(`${collector}: ${fullMessage(cause)}`),
  });
  const http = await agentHttp({
    listen: config.listen,
    allowedHosts: config.allowedHosts,
    scrape: () => agent.series.scrape(),
    asked: { report: () => agentReport(agent, config, shipper.report()), processes: agent.processes, token: config.ingest?.token },
    onError: (error) => say(fullMessage(error)),
  });
  const collectors = agent.report().filter(({ name }) => name !== 'agent');

  const stop = async () => {
    agent.stop();
    shipper.offer(stopEvent());
    await Promise.all([http.close(), shipper.close(lastWordsMs), flows?.close(() => agent.series.edges.unnamedGauges())]);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());

  process.send?.({
    ready: 'agent',
    collectorsUp: collectors.filter(({ up }) => up).map(({ name }) => name),
    collectorsDown: collectors.filter(({ up }) => !up).map(({ name, reason }) => ({ name, reason })),
  });
}

main().catch((cause: unknown) => {
  say(fullMessage(cause));
  process.exit(1);
});
