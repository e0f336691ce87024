import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type ConsoleMessage, expect, type Page } from '@playwright/test';

const fixture = (name: string): string => join(import.meta.dirname, '../../server/fixtures', name);

export interface SyntheticConsole extends AsyncDisposable {
  /** Signs a browser in. */
  readonly signInUrl: string;
  readonly origin: string;
  /** A line on its standard input; resolves when it has answered. */
  say(line: string): Promise<void>;
}

interface Size {
  readonly nodes: number;
  readonly edges: number;
  readonly namespaces: number;
  readonly hosts?: number;
  readonly alerts?: number;
  /** How many of its edges were there an hour ago, and quieter. */
  readonly past?: number;
  /** How many lines were written in the last minutes; some more come each second. */
  readonly lines?: number;
  /** How many events there were in them; one more comes each second. */
  readonly events?: number;
  /** 1: an Alertmanager of somebody’s own decides who is told. */
  readonly theirs?: 1;
  /** 1: what is written goes through Kafka. */
  readonly way?: number;
  /** How often everything tells of itself, in seconds. */
  readonly interval?: number;
}

async function started(program: string, size: Size, signInUrlOf: (line: string) => string): Promise<SyntheticConsole> {
  const flags = Object.entries(size).flatMap(([name, count]) => [`--${name}`, `${count}`]);
  const child = spawn(process.execPath, [program, ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit')])) as [unknown];
  if (typeof line !== 'string') throw new Error(`${program} did not start`);
  const signInUrl = signInUrlOf(line);
  return {
    signInUrl,
    origin: new URL(signInUrl).origin,
    say: async (said) => {
      const answered = once(lines, 'line');
      child.stdin.write(`${said}\n`);
      await answered;
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** The console over a made-up map of that size, without agents. */
export const syntheticConsole = (nodes: number, edges: number, namespaces: number): Promise<SyntheticConsole> =>
  started(fixture('synthetic-console-main.ts'), { nodes, edges, namespaces }, (line) => line);

/** The server itself over agents that make up a world of that size. */
export const syntheticServer = (size: Size): Promise<SyntheticConsole> =>
  started(fixture('synthetic-server-main.ts'), size, (line) => (JSON.parse(line) as { readonly signInUrl: string }).signInUrl);

/** Who fires alerts is not made up: that nobody answers for them is no fault of the page. */
export const isComplaint = (message: ConsoleMessage): boolean => message.type() === 'error' && !/\/api\/alerts\b/.test(message.location().url);

/** Opens the map of that console, and has nothing to complain about while it is open. */
export async function openSynthetic(page: Page, { signInUrl, origin }: SyntheticConsole, query = ''): Promise<void> {
  page.on('console', (message) => expect(isComplaint(message), message.text()).toBe(false));
  page.on('pageerror', (error) => expect(error.stack).toBe(''));
  await page.goto(signInUrl);
  await page.goto(`${origin}/map?${query}`);
}
