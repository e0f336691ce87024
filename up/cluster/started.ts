import { upAccepts } from '../accepts.ts';
import { loadSettings } from '../config/load.ts';
import { ConfigError } from '../config/settings.ts';
import { fullMessage } from '../errors.ts';
import { recordsOf } from './records.ts';

/** Says which engines `./sonde up` will start, before they are fetched: those that it is not given by flag, variable or file. */
try {
  // biome-ignore lint/style/noProcessEnv: this is a main, of `./sonde up`
  const { settings } = loadSettings(process.argv.slice(2), process.env, upAccepts);
  const { startsKafka, startsElasticsearch } = recordsOf(settings, '');
  process.stdout.write([startsKafka && 'kafka\n', startsElasticsearch && 'elasticsearch\n'].filter((line) => line !== false).join(''));
} catch (error) {
  const problems = error instanceof ConfigError ? error.problems : [fullMessage(error)];
  process.stderr.write(problems.map((problem) => `sonde: ${problem}\n`).join(''));
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
