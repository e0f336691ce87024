import type { Rule } from './term.ts';

const inQuotes = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

/** As it may stand behind an operator. */
export const writtenValue = (text: string): string => (/[\s",()]/.test(text) ? inQuotes(text) : text);

const isPlainWord = (text: string): boolean => /^[\p{L}\p{N}_][\p{L}\p{N}_.*]*$/u.test(text) && !/^(and|or|not)$/i.test(text);

/** A rule as text, which reads as that rule again. */
export function writtenRule(rule: Rule): string {
  switch (rule.is) {
    case 'all':
      return rule.of.map((one) => (one.is === 'any' ? `(${writtenRule(one)})` : writtenRule(one))).join(' ');
    case 'any':
      return rule.of.map(writtenRule).join(' or ');
    case 'not':
      return 'of' in rule.of ? `-(${writtenRule(rule.of)})` : `-${writtenRule(rule.of)}`;
    case 'word':
      return isPlainWord(rule.text) ? rule.text : inQuotes(rule.text);
    case 'pattern':
      return `/${rule.source}/${rule.foldsCase ? 'i' : ''}`;
    case 'exists':
      return `exists(${rule.field})`;
    case 'comparison':
      return `${rule.field}${rule.operator}${rule.values.map(({ text }) => writtenValue(text)).join(',')}`;
  }
}
