import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * To read TypeScript, Node loads a compiler that costs 25 MB for as long as the process lives, unless it finds all
 * of its files in the compile cache. An agent without a configuration reads its files, and ends.
 */
export function fillCompileCache([program = '', ...args]: readonly string[], env: { readonly NODE_COMPILE_CACHE: string }): void {
  if (!existsSync(env.NODE_COMPILE_CACHE)) spawnSync(program, args, { stdio: 'ignore', timeout: 10_000, env });
}
