import { loadSettings } from './config/load.ts';
import { ConfigError } from './config/settings.ts';
import { readTls } from './config/tls.ts';
import { examine } from './doctor/examine.ts';
import { doctorText } from './doctor/text.ts';
import { fullMessage } from './errors.ts';

const say = (text: string) => process.stderr.write(`sonde: ${text}\n`);

try {
  // biome-ignore lint/style/noProcessEnv: this is the main of `./sonde doctor`
  const { settings, arguments: given } = loadSettings(process.argv.slice(2), process.env, { switches: ['json'], options: [] });
  const findings = await examine(settings, readTls(settings));
  process.stdout.write(given.switches.has('json') ? `${JSON.stringify(findings, undefined, 2)}\n` : doctorText(findings));
  process.exitCode = findings.state === 'failed' ? 1 : 0;
} catch (error) {
  if (error instanceof ConfigError) for (const problem of error.problems) say(problem);
  else say(fullMessage(error));
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
