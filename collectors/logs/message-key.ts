const identity = Buffer.from('"identity":"');
const source = Buffer.from('"source":"');
const quote = 0x22;
const backslash = 0x5c;

/** A text of a line as it is written, by where it begins; empty where that has to be read with care. */
function textAt(text: Buffer, from: number): string {
  let to = from;
  while (to < text.length && text[to] !== quote) to += 1;
  return text[to - 1] === backslash ? '' : text.toString('utf8', from, to);
}

function standsAt(text: Buffer, word: Buffer, from: number): boolean {
  for (let at = 0; at < word.length; at += 1) if (text[from + at] !== word[at]) return false;
  return true;
}

/**
 * By whom a line of a text is, so that those of one come one after the other; of one that nobody is known to have written, where it was
 * read. All lines are written alike: where the one before names its identity, this one mostly does too.
 */
export function keysBy(agent: string): (text: Buffer, from: number, to: number) => string {
  let usualAt = 0;
  const find = (text: Buffer, from: number, to: number): string => {
    const line = text.subarray(from, to);
    const at = line.indexOf(identity);
    const read = line.indexOf(source);
    if (at >= 0) usualAt = at;
    return (at < 0 ? '' : textAt(line, at + identity.length)) || `${agent} ${read < 0 ? '' : textAt(line, read + source.length)}`;
  };
  return (text, from, to) => {
    const at = from + usualAt;
    return (standsAt(text, identity, at) && at < to && textAt(text, at + identity.length)) || find(text, from, to);
  };
}
