import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { IndexerConfig } from '#contract/children.ts';
import { indexerFlags } from './cluster/indexer.ts';
import { recordsOf } from './cluster/records.ts';
import { loadSettings } from './config/load.ts';
import { isLoopback } from './config/rules.ts';
import { ConfigError, type Settings } from './config/settings.ts';
import { fullMessage } from './errors.ts';
import { checkout, ownVersion } from './host/host.ts';

function configOf(settings: Settings): IndexerConfig {
  const { config } = settings;
  const { kafka, elasticsearch } = recordsOf(settings, '');
  if (kafka === undefined || elasticsearch === undefined)
    throw new ConfigError(['an indexer needs kafka.brokers (--kafka) and elasticsearch.url (--elasticsearch)']);
  return {
    node: config.node ?? hostname(),
    version: ownVersion(),
    listen: { host: config.indexer.listen, port: config.indexer.port },
    scrapeToken: null,
    kafka,
    elasticsearch,
  };
}

/** One more indexer, on this or another host, for as long as it is not asked to end. */
async function run(config: IndexerConfig): Promise<number> {
  // Nor for longer than this process lives, however that ends.
  const command = ['--pdeathsig', 'TERM', '--', process.execPath, ...indexerFlags, join(checkout, 'server/indexer/main.ts')];
  const child = spawn('setpriv', command, { stdio: ['pipe', 'inherit', 'inherit'] });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal));
  child.stdin.end(`${JSON.stringify(config)}\n`);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

try {
  // biome-ignore lint/style/noProcessEnv: this is the main of `./sonde indexer`
  const { settings } = loadSettings(process.argv.slice(2), process.env, { switches: [], options: [] });
  const { listen } = settings.config.indexer;
  if (!isLoopback(listen)) process.stderr.write(`sonde: indexer.listen is ${listen}: whoever reaches it reads /metrics without a token\n`);
  process.exitCode = await run(configOf(settings));
} catch (error) {
  const problems = error instanceof ConfigError ? error.problems : [fullMessage(error)];
  process.stderr.write(problems.map((problem) => `sonde: ${problem}\n`).join(''));
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
