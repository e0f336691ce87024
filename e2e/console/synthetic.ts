import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, type Page } from '@playwright/test';

const program = join(import.meta.dirname, '../../server/fixtures/synthetic-console-main.ts');

export interface SyntheticConsole extends AsyncDisposable {
  /** Signs a browser in. */
  readonly signInUrl: string;
  readonly origin: string;
}

/** The console over a made-up map of that size, without agents. */
export async function syntheticConsole(nodes: number, edges: number, namespaces: number): Promise<SyntheticConsole> {
  const size = ['--nodes', `${nodes}`, '--edges', `${edges}`, '--namespaces', `${namespaces}`];
  const child = spawn(process.execPath, [program, ...size], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), once(child, 'exit')])) as [unknown];
  if (typeof line !== 'string') throw new Error('the console over a made-up map did not start');
  return {
    signInUrl: line,
    origin: new URL(line).origin,
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** Opens a page of that console, and has nothing to complain about while it is open. */
export async function openSynthetic(page: Page, { signInUrl, origin }: SyntheticConsole, query = ''): Promise<void> {
  page.on('console', (message) => expect(message.type(), message.text()).not.toBe('error'));
  page.on('pageerror', (error) => expect(error.stack).toBe(''));
  await page.goto(signInUrl);
  await page.goto(`${origin}/map?${query}`);
}
