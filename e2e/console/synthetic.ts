import { type ConsoleMessage, expect, type Page } from '@playwright/test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { type Fixture, startedFixture } from '../whole/fixture.ts';

export interface SyntheticConsole extends Fixture {
  /** Signs a browser in. */
  readonly signInUrl: string;
  readonly origin: string;
}

const Hello = Type.Object({ signInUrl: Type.String() });

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

function consoleOf(fixture: Fixture, signInUrl: string): SyntheticConsole {
  return { ...fixture, signInUrl, origin: new URL(signInUrl).origin };
}

/** The console over a made-up map of that size, without agents. */
export async function syntheticConsole(nodes: number, edges: number, namespaces: number): Promise<SyntheticConsole> {
  const fixture = await startedFixture('synthetic-console-main.ts', { nodes, edges, namespaces });
  return consoleOf(fixture, fixture.hello);
}

/** The server itself over agents that make up a world of that size. */
export async function syntheticServer(size: Size): Promise<SyntheticConsole> {
  const fixture = await startedFixture('synthetic-server-main.ts', { ...size });
  return consoleOf(fixture, Value.Parse(Hello, JSON.parse(fixture.hello)).signInUrl);
}

/** Who fires alerts is not made up: that nobody answers for them is no fault of the page. */
export const isComplaint = (message: ConsoleMessage): boolean => message.type() === 'error' && !/\/api\/alerts\b/.test(message.location().url);

/** Opens the map of that console, and has nothing to complain about while it is open. */
export async function openSynthetic(page: Page, { signInUrl, origin }: SyntheticConsole, query = ''): Promise<void> {
  page.on('console', (message) => expect(isComplaint(message), message.text()).toBe(false));
  page.on('pageerror', (error) => expect(error.stack).toBe(''));
  await page.goto(signInUrl);
  await page.goto(`${origin}/map?${query}`);
}
