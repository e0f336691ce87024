/** A whole count in a sentence, its thousands kept apart by a narrow space that does not break: written the same by agent and server. */
export function countText(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** How many of what: `1 edge`, `2 edges`. */
export const counted = (value: number, one: string, many = `${one}s`): string => `${countText(value)} ${value === 1 ? one : many}`;
