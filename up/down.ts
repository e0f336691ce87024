import { loadSettings } from './config/load.ts';
import { ConfigError } from './config/settings.ts';
import { askStop } from './control.ts';
import { fullMessage } from './errors.ts';
import { foldersOf } from './host/folders.ts';
import { purge } from './purge.ts';

const say = (text: string) => process.stderr.write(`sonde: ${text}\n`);

try {
  // biome-ignore lint/style/noProcessEnv: this is the main of `./sonde down`
  const { settings, arguments: given } = loadSettings(process.argv.slice(2), process.env, { switches: ['purge'], options: [] });
  const { data } = settings.config;
  say((await askStop(foldersOf(data))) ? `the Sonde on ${data} has stopped` : `no Sonde runs on ${data}`);
  if (given.switches.has('purge')) for (const line of await purge(data)) say(line);
} catch (error) {
  if (error instanceof ConfigError) for (const problem of error.problems) say(problem);
  else say(fullMessage(error));
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
