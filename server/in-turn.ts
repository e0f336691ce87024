/** Does this when all before it is done, whatever came of that. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** One piece of work after the other: what one reads at its begin, no other changes before its end. */
export function inTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
