/** A whole count in a sentence, its thousands kept apart by a narrow space that does not break: written the same by agent and server. */
export function countText(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
