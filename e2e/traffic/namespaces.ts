import { existsSync, readdirSync } from 'node:fs';
import { output } from './program.ts';

/** A network namespace of its own; processes join it by name. */
export interface Namespace extends AsyncDisposable {
  readonly name: string;
  run(command: readonly string[]): Promise<string>;
  /** Statements of nft(8). */
  filter(rules: string): Promise<void>;
}

const prefix = 'sonde-test-';
let cleared: Promise<void> | undefined;

/** Those of test runs that were killed. */
async function removeLeftovers(): Promise<void> {
  const names = existsSync('/run/netns') ? readdirSync('/run/netns') : [];
  for (const name of names) {
    const owner = name.startsWith(prefix) ? name.slice(name.lastIndexOf('-') + 1) : undefined;
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) await output(['ip', 'netns', 'delete', name]);
  }
}

export async function namespace(subject: string): Promise<Namespace> {
  cleared ??= removeLeftovers();
  await cleared;
  const name = `${prefix}${subject}-${process.pid}`;
  const run = (command: readonly string[]) => output(command, { namespace: name });
  await output(['ip', 'netns', 'add', name]);
  await run(['ip', 'link', 'set', 'lo', 'up']);
  return {
    name,
    run,
    filter: async (rules) => {
      await run(['nft', rules]);
    },
    [Symbol.asyncDispose]: async () => {
      await output(['ip', 'netns', 'delete', name]);
    },
  };
}

export interface Pair extends AsyncDisposable {
  readonly near: Namespace;
  readonly far: Namespace;
  readonly nearAddress: string;
  readonly farAddress: string;
  readonly farAddress6: string;
}

/** Two namespaces with one cable between them. `network` is the third number of their addresses: 10.77.network.1 and .2. */
export async function namespacePair(subject: string, network: number): Promise<Pair> {
  await using stack = new AsyncDisposableStack();
  const near = stack.use(await namespace(`${subject}-near`));
  const far = stack.use(await namespace(`${subject}-far`));
  await output(['ip', 'link', 'add', 'cable', 'netns', near.name, 'type', 'veth', 'peer', 'name', 'cable', 'netns', far.name]);
  for (const [at, { run }] of [near, far].entries()) {
    await run(['ip', 'address', 'add', `10.77.${network}.${at + 1}/24`, 'dev', 'cable']);
    await run(['ip', 'address', 'add', `fd77:${network}::${at + 1}/64`, 'dev', 'cable', 'nodad']);
    await run(['ip', 'link', 'set', 'cable', 'up']);
  }
  const held = stack.move();
  return {
    near,
    far,
    nearAddress: `10.77.${network}.1`,
    farAddress: `10.77.${network}.2`,
    farAddress6: `fd77:${network}::2`,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
