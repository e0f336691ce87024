import { useState } from 'react';

/** A list of words that this browser keeps for the person; `undefined` until they chose. */
export function useRemembered(key: string): [readonly string[] | undefined, (words: readonly string[]) => void] {
  const name = `sonde.${key}`;
  const [words, setWords] = useState(() =>
    localStorage
      .getItem(name)
      ?.split(',')
      .filter((word) => word !== ''),
  );
  return [
    words,
    (chosen) => {
      localStorage.setItem(name, chosen.join(','));
      setWords([...chosen]);
    },
  ];
}
