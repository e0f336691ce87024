import { ProblemError } from '../problem.ts';
import type { AlertStore } from '../store/alerts/alert-store.ts';

export interface ReadAtStart {
  readonly store: AlertStore;
  /** Throws where something could not be read: what is there must not be written over. */
  checkWhole(): void;
}

/** A store whose files cannot be read, for want of room perhaps, stops no start: what it keeps is not there until the next. */
export function readAtStart(store: AlertStore, onFailure: (error: unknown) => void): ReadAtStart {
  let failed = false;
  return {
    store: {
      ...store,
      documents: async (kind) => {
        try {
          return await store.documents(kind);
        } catch (error) {
          failed = true;
          onFailure(error);
          return [];
        }
      },
    },
    checkWhole: () => {
      if (failed) throw new ProblemError(503, 'receivers and windows could not be read when the server started: see to its disk, and start it again');
    },
  };
}
