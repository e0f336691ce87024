import type { Identity } from '#contract/identity.ts';
import type { UnixEnd } from '../../bpf/gen/unix.ts';

type Holder = Pick<UnixEnd, 'pid' | 'startedAt' | 'execs'>;

/** Who holds an end; each program is looked up once while it holds one. */
export interface Holders {
  of(holder: Holder): Identity | undefined;
  /** Those that nobody has asked for since the last time. */
  forget(): void;
}

export function livingHolders(identityOf: (pid: number) => Identity | undefined): Holders {
  let known = new Map<string, Identity | undefined>();
  let asked = new Map<string, Identity | undefined>();
  return {
    of({ pid, startedAt, execs }) {
      const key = `${pid} ${startedAt} ${execs}`;
      if (!asked.has(key)) asked.set(key, known.get(key) ?? identityOf(pid));
      return asked.get(key);
    },
    forget() {
      known = asked;
      asked = new Map();
    },
  };
}
