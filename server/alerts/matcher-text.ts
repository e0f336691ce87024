import type { Matcher } from '#contract/silences.ts';

/** As Alertmanager reads it: it knows no other escapes. */
export const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;

export const matcherText = ({ name, value, isRegex, isEqual }: Matcher) => `${name}${isEqual ? '=' : '!'}${isRegex ? '~' : isEqual ? '' : '='}${quoted(value)}`;

/** Of one of these values, in full. */
export const oneOf = (values: readonly string[]) => values.map((value) => value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
