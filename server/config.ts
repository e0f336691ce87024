import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { parsedJson } from './parsed-json.ts';

const maxLine = 1 << 20;

/** The first line of the input, which is the configuration as JSON. Errors never quote it: it holds secrets. */
export async function readConfig<Schema extends TSchema>(schema: Schema, input: AsyncIterable<Uint8Array | string>): Promise<Static<Schema>> {
  let text = '';
  for await (const chunk of input) {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    if (text.includes('\n') || text.length > maxLine) break;
  }
  return parseConfig(schema, text.split('\n')[0] ?? '');
}

function parseConfig<Schema extends TSchema>(schema: Schema, line: string): Static<Schema> {
  const config = parsedJson(line);
  if (config === undefined) throw new Error('reading the configuration: its first line is not JSON');
  const known = Compile(schema);
  if (known.Check(config)) return config as Static<Schema>;
  const errors = known.Errors(config).map(({ instancePath, message }) => `${instancePath.slice(1).replaceAll('/', '.') || 'it'} ${message}`);
  throw new Error(`reading the configuration: ${errors.join('; ')}`);
}
