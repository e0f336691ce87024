import { useState } from 'react';

const key = 'sonde.who';

/** Who one is, to whom others turn: asked once, and kept in this browser. */
export function useWho(): [string, (who: string) => void] {
  const [who, setWho] = useState(() => localStorage.getItem(key) ?? '');
  return [
    who,
    (next) => {
      localStorage.setItem(key, next);
      setWho(next);
    },
  ];
}
