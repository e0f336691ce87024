const fallback = 'en';

/** The language itself where it is one that numbers and dates can be written in, else one that is. */
export function writable(language: string | undefined): string {
  if (language === undefined || language === '') return fallback;
  try {
    Intl.getCanonicalLocales(language);
    return language;
  } catch {
    return fallback;
  }
}
