import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { StoreError } from '../store.ts';
import type { Elasticsearch } from './client.ts';
import { componentTemplate, indexTemplates } from './templates.ts';

/** Their APIs are those that this is written for. */
const supported = [8, 9];

const Nodes = Type.Object({ nodes: Type.Record(Type.String(), Type.Object({ version: Type.String() })) });

const checks = new WeakMap<TSchema, (answer: unknown) => boolean>();

/** An answer may have an item for each of thousands of lines. */
function checkOf(schema: TSchema): (answer: unknown) => boolean {
  const known = checks.get(schema);
  if (known !== undefined) return known;
  const compiled = Compile(schema);
  const check = (answer: unknown) => compiled.Check(answer);
  checks.set(schema, check);
  return check;
}

/** What was answered has to be of this form: it comes over the network. */
export function checked<Schema extends TSchema>(schema: Schema, answer: unknown, what: string): Static<Schema> {
  if (checkOf(schema)(answer)) return answer as Static<Schema>;
  throw new StoreError('failed', `Elasticsearch answered ${what} in a form that is not known`);
}

async function checkVersion(server: Elasticsearch): Promise<void> {
  // In the form of no version: one that is not supported refuses the forms of others before it says what it is.
  const asked = { method: 'GET', path: '/_nodes/_local', accept: 'application/json' } as const;
  const { nodes } = checked(Nodes, await server.ask(asked), 'which version it is');
  const [{ version = 'unknown' } = {}] = Object.values(nodes);
  const major = Number(version.split('.', 1)[0]);
  if (!supported.includes(major)) throw new StoreError('failed', `Elasticsearch ${version} is not supported: it has to be ${supported.join(' or ')}`);
}

/** Makes sure, once, that the server is one to work with, and that indexes which are made from now on have their mappings. */
export function prepared(server: Elasticsearch, config: ElasticsearchConfig): () => Promise<void> {
  let preparing: Promise<void> | undefined;
  const prepare = async () => {
    await checkVersion(server);
    const component = componentTemplate(config);
    await server.ask({ method: 'PUT', path: `/_component_template/${component.name}`, body: component.template });
    for (const { name, template } of indexTemplates(config)) await server.ask({ method: 'PUT', path: `/_index_template/${name}`, body: template });
  };
  return () => {
    preparing ??= prepare().catch((error: unknown) => {
      preparing = undefined;
      throw error;
    });
    return preparing;
  };
}
