const kept = 12;

/** What was chosen or asked in this browser, the latest first. */
export function recent(of: string): string[] {
  return (localStorage.getItem(`sonde.${of}`) ?? '').split('\n').filter((one) => one !== '');
}

export function remember(of: string, one: string): void {
  localStorage.setItem(`sonde.${of}`, [one, ...recent(of).filter((other) => other !== one)].slice(0, kept).join('\n'));
}
