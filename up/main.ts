import { upAccepts } from './accepts.ts';
import { clusterUsage } from './cluster/records.ts';
import { forScaleUsage } from './config/for-scale.ts';
import { loadSettings } from './config/load.ts';
import { ConfigError } from './config/settings.ts';
import { readTls } from './config/tls.ts';
import { usage } from './config/usage.ts';
import { demoOf, demoUsage } from './demo/flags.ts';
import { fullMessage } from './errors.ts';
import { supervisorTitle } from './host/running.ts';
import { lineLog } from './log.ts';
import { runHost, StartError } from './run-host.ts';

process.title = supervisorTitle;
// A terminal or a pipe that is closed must not end the supervisor.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
// Where nobody sits, all lines belong together: a journal, a file, a test.
const log = lineLog((text) => process.stderr.write(text), !process.stderr.isTTY);

try {
  const { settings, arguments: given } = loadSettings(process.argv.slice(2), process.env, upAccepts);
  if (given.switches.has('help')) process.stdout.write(usage() + clusterUsage + demoUsage() + forScaleUsage);
  else await runHost({ settings, tls: readTls(settings), log, announce: (line) => process.stdout.write(`${line}\n`), addition: demoOf(given) });
  process.exitCode = 0;
} catch (error) {
  if (error instanceof ConfigError) for (const problem of error.problems) log.say(problem);
  else if (error instanceof StartError) for (const problem of error.problems) log.say(problem);
  else log.say(fullMessage(error));
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
