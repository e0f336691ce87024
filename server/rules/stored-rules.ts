import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { NewRule } from '#contract/rules.ts';
import { writeWhole } from '../whole-file.ts';

/** What people said of rules, in a file of the server's folder. */

export const StoredRule = Type.Object({
  ...NewRule.properties,
  isOff: Type.Boolean(),
  changed: Type.Object({ at: Type.String(), who: Type.String() }),
});
export type StoredRule = Static<typeof StoredRule>;

/** One of Sonde's own that was switched off, as it was: Prometheus tells of it no more. */
const OffRule = Type.Object({
  name: Type.String(),
  expression: Type.String(),
  forSeconds: Type.Number(),
  labels: Type.Record(Type.String(), Type.String()),
  annotations: Type.Record(Type.String(), Type.String()),
  changed: Type.Object({ at: Type.String(), who: Type.String() }),
});
export type OffRule = Static<typeof OffRule>;

const Stored = Type.Object({ version: Type.Literal(1), rules: Type.Array(StoredRule), off: Type.Array(OffRule) });
export type Stored = Omit<Static<typeof Stored>, 'version'>;
const isStored = Compile(Stored);

export interface RuleFile {
  read(): Promise<Stored>;
  write(stored: Stored): Promise<void>;
}

const pathIn = (folder: string) => join(folder, 'rules.json');

function storedIn(text: string): Stored | undefined {
  try {
    const stored: unknown = JSON.parse(text);
    return isStored.Check(stored) ? { rules: stored.rules, off: stored.off } : undefined;
  } catch {
    return undefined;
  }
}

/** `onBroken`: it could not be read, and lies elsewhere now. */
export function ruleStore(folder: string, onBroken: (error: Error) => void): RuleFile {
  const path = pathIn(folder);
  return {
    read: async () => {
      const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT') return undefined;
        throw new Error(`reading the rules in ${path}`, { cause });
      });
      if (text === undefined) return { rules: [], off: [] };
      const stored = storedIn(text);
      if (stored !== undefined) return stored;
      const aside = `${path}.broken-${Date.now()}`;
      await rename(path, aside);
      onBroken(new Error(`the rules in ${path} could not be read: they were moved to ${aside}, and none are there now`));
      return { rules: [], off: [] };
    },
    write: (stored) => writeWhole(path, `${JSON.stringify({ version: 1, ...stored })}\n`),
  };
}
