import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A made-up world of server/fixtures in a process of its own: it says where it is, answers what it is told, and ends with its standard input. */
export interface Fixture extends AsyncDisposable {
  /** The line that it began with. */
  readonly hello: string;
  /** A line on its standard input; resolves with its answer. */
  say(line: string): Promise<string>;
}

export async function startedFixture(name: string, flags: Readonly<Record<string, string | number>>): Promise<Fixture> {
  const words = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, `${value}`]);
  const program = join(import.meta.dirname, '../../server/fixtures', name);
  const child = spawn(process.execPath, [program, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout);
  const nextLine = async (): Promise<string> => {
    const [line]: unknown[] = await Promise.race([once(lines, 'line'), ended]);
    if (typeof line !== 'string') throw new Error(`${name} has ended`);
    return line;
  };
  return {
    hello: await nextLine(),
    say: async (line) => {
      const answered = nextLine();
      child.stdin.write(`${line}\n`);
      return await answered;
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
