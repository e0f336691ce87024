import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParseResult, parseSync } from 'vite';

/** A file of ours, parsed once for all that is asked of it. */
export interface Source {
  /** From the repository's root. */
  readonly file: string;
  readonly text: string;
  readonly parsed: ParseResult;
}

export function sourceOf(root: string, file: string): Source {
  const text = readFileSync(join(root, file), 'utf8');
  const parsed = parseSync(file, text);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`parsing ${file}: ${error.message}`);
  return { file, text, parsed };
}
