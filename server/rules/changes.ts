import { inTurn } from '../in-turn.ts';
import type { RuleFile, Stored } from './stored-rules.ts';

/** What is stored, and how it changes: one change after the other, each in the file before anybody acts on it. */
export class Changes {
  readonly #store: RuleFile;
  readonly #onChange: () => Promise<void>;
  #stored: Stored;
  readonly #turn = inTurn();

  constructor(store: RuleFile, stored: Stored, onChange: () => Promise<void>) {
    this.#store = store;
    this.#stored = stored;
    this.#onChange = onChange;
  }

  get stored(): Stored {
    return this.#stored;
  }

  make(change: (stored: Stored) => Stored): Promise<void> {
    return this.#turn(async () => {
      const next = change(this.#stored);
      await this.#store.write(next);
      this.#stored = next;
      await this.#onChange();
    });
  }
}
