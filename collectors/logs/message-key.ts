const identity = Buffer.from('"identity":"');
const source = Buffer.from('"source":"');
const quote = 0x22;
const backslash = 0x5c;

/** A text of a line as it is written; empty where that has to be read with care. */
function textAfter(line: Buffer, name: Buffer): string {
  const at = line.indexOf(name);
  if (at < 0) return '';
  const from = at + name.length;
  const to = line.indexOf(quote, from);
  return line[to - 1] === backslash ? '' : line.toString('utf8', from, to);
}

/** By whom a line is, so that those of one come one after the other; of one that nobody is known to have written, where it was read. */
export function keyOf(line: Buffer, agent: string): string {
  return textAfter(line, identity) || `${agent} ${textAfter(line, source)}`;
}
