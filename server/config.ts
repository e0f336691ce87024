import { Compile } from 'typebox/compile';
import { ServerConfig } from '#contract/children.ts';

const isConfig = Compile(ServerConfig);
const maxLine = 1 << 20;

/** The first line of the input, which is the configuration as JSON. Errors never quote it: it holds secrets. */
export async function readConfig(input: AsyncIterable<Uint8Array | string>): Promise<ServerConfig> {
  let text = '';
  for await (const chunk of input) {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    if (text.includes('\n') || text.length > maxLine) break;
  }
  return parseConfig(text.split('\n')[0] ?? '');
}

/** The parser's own words would quote the line. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function parseConfig(line: string): ServerConfig {
  const config = parse(line);
  if (config === undefined) throw new Error('reading the configuration: its first line is not JSON');
  if (isConfig.Check(config)) return config;
  const errors = isConfig.Errors(config).map(({ instancePath, message }) => `${instancePath.slice(1).replaceAll('/', '.') || 'it'} ${message}`);
  throw new Error(`reading the configuration: ${errors.join('; ')}`);
}
