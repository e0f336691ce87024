const known = new Map<string, string>();

/** The value of a token in the theme that is seen. Read once: each reading waits until all that was changed on the page is styled. */
export function token(name: string): string {
  const value = known.get(name) ?? getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  known.set(name, value);
  return value;
}

/** Another theme is seen from now on. */
export function forgetTokens(): void {
  known.clear();
}
