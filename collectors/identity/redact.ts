import { type Hidden, hidePair, programOptions } from './secret-options.ts';
import { hideShapes, isSecretName, redacted } from './secret-shapes.ts';

const maxArgs = 128;
const maxArgLength = 4096;
/** `ssh host "sh -c 'mysql -psecret'"`: how many shells inside shells are looked into. */
const maxDepth = 3;

/**
 * A command line as it may leave the agent: passwords, tokens, keys and the like are `<redacted>`. What cannot be told
 * from a secret is hidden too. Long command lines are cut.
 */
export function redact(args: readonly string[]): string[] {
  const kept = args.slice(0, maxArgs).map((arg) => (arg.length > maxArgLength ? `${arg.slice(0, maxArgLength)}…` : arg));
  return redactWords(kept, 0);
}

/** The same as one line of text, of at most `maxLength` characters. */
export function redactedCommand(args: readonly string[], maxLength = 512): string {
  const line = redact(args).join(' ').toWellFormed();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1).toWellFormed()}…`;
}

function redactWords(words: readonly string[], depth: number): string[] {
  const options = programOptions();
  let hidden: Hidden;
  return words.map((word, at) => {
    const before = hidden;
    if (hidden === 'last' && at < words.length - 1) {
      options.see(word);
      return hideInside(word, depth);
    }
    hidden = undefined;
    if (before !== undefined && before !== 'second' && !/^--[a-z]/i.test(word)) return before === 'pair' ? hidePair(word) : redacted;
    if (before === 'second') hidden = 'next';
    options.see(word);
    const shown = redactWord(word, options.apply(word), depth);
    hidden ??= shown.ahead;
    return shown.word;
  });
}

interface Shown {
  readonly word: string;
  readonly ahead: Hidden;
}

const optionAlone = /^(--?[a-z][\w.-]*|[a-z]+(_[a-z]+)+)$/i;
const optionWithValue = /^(-{0,2}[\w.-]+)=.*$/s;
const header = /^([\w-]+):\s*.+$/s;

/** What an argument says by itself, before the argument that follows is looked at. */
function redactWord(word: string, byProgram: Shown | undefined, depth: number): Shown {
  if (byProgram) return byProgram;
  const named = optionWithValue.exec(word) ?? header.exec(word);
  if (named?.[1] !== undefined && isSecretName(named[1])) {
    return { word: `${word.slice(0, named[1].length + 1)}${word[named[1].length] === ':' ? ' ' : ''}${redacted}`, ahead: undefined };
  }
  if (optionAlone.test(word)) return { word: hideShapes(word), ahead: isSecretName(word.replace(/^-+/, '')) ? 'next' : undefined };
  return { word: hideInside(word, depth), ahead: undefined };
}

/** An argument with blanks may be a command line of its own: `sh -c "mysql -psecret"`. */
function hideInside(word: string, depth: number): string {
  const plain = hideShapes(word);
  if (depth >= maxDepth || !/\s/.test(plain)) return plain;
  const parts = plain.match(/(?:[^\s'"]|'[^']*'?|"[^"]*"?)+|\s+/g) ?? [];
  const words = parts.filter((part) => part.trim() !== '').map(unquoted);
  const shown = redactWords(
    words.map(({ text }) => text),
    depth + 1,
  );
  let at = 0;
  return parts
    .map((part) => {
      if (part.trim() === '') return part;
      const quote = words[at]?.quote ?? '';
      const text = shown[at] ?? redacted;
      at += 1;
      return quote + text + quote;
    })
    .join('');
}

function unquoted(part: string): { quote: string; text: string } {
  const quote = /^(['"])[^'"]*\1$|^"[^"]*"$|^'[^']*'$/.test(part) ? part.slice(0, 1) : '';
  return { quote, text: quote === '' ? part : part.slice(1, -1) };
}
