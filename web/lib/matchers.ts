import type { Silence } from '#contract/silences.ts';

type Matcher = Silence['matchers'][number];

const signs = {
  '=': { isEqual: true, isRegex: false },
  '!=': { isEqual: false, isRegex: false },
  '=~': { isEqual: true, isRegex: true },
  '!~': { isEqual: false, isRegex: true },
} as const;
const signOf = ({ isEqual, isRegex }: Matcher): string => `${isEqual ? '' : '!'}${isRegex ? '~' : '='}`.replace(/^~$/, '=~');

/** `alertname="DiskFull"`, as Alertmanager and Prometheus write it. */
const matcherText = (matcher: Matcher): string => `${matcher.name}${signOf(matcher)}${JSON.stringify(matcher.value)}`;
export const matchersText = (matchers: readonly Matcher[]): string => matchers.map(matcherText).join(' ');

const one = /\s*,?\s*([A-Za-z_][A-Za-z0-9_]*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|[^\s,"]+)/y;

function unquoted(text: string): string | undefined {
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/** Undefined where the text is anything else. */
export function readMatchers(text: string): Matcher[] | undefined {
  const found: Matcher[] = [];
  const rest = text.trim();
  one.lastIndex = 0;
  while (one.lastIndex < rest.length) {
    const [, name = '', sign = '=', raw = ''] = one.exec(rest) ?? [];
    const value = unquoted(raw);
    if (name === '' || value === undefined) return undefined;
    found.push({ name, value, ...signs[sign as keyof typeof signs] });
  }
  return found.length === 0 ? undefined : found;
}
