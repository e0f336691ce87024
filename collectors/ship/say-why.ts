/** Of a row of failures, whose reasons may vary by more than numbers. */
const mostReasons = 10;
/** How much is sent, from which port, how long it took: not what a server answered. */
const varying = /(?<!answered )\b\d+/g;

/** Says why something fails again and again, from so many failures in a row on: each reason once in a row of them. */
export function sayWhy(fromFailure: number, say: (why: string) => void): (failuresInRow: number, why: string) => void {
  const said = new Set<string>();
  return (failuresInRow, why) => {
    if (failuresInRow === 1) said.clear();
    const reason = why.replaceAll(varying, '0');
    if (failuresInRow < fromFailure || said.has(reason) || said.size === mostReasons) return;
    said.add(reason);
    say(why);
  };
}
