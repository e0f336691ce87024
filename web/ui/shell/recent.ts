const key = 'sonde.recent';
const kept = 12;

/** Ids of what was chosen in the palette of this browser, the latest first. */
export function recent(): string[] {
  return (localStorage.getItem(key) ?? '').split('\n').filter((id) => id !== '');
}

export function remember(id: string): void {
  localStorage.setItem(key, [id, ...recent().filter((other) => other !== id)].slice(0, kept).join('\n'));
}
