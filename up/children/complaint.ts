import { plain } from '../log.ts';

const mostOfLine = 500;
/** Of pino: a warning, or worse. */
const warned = /^\{"level":[456]0,/;
const wrong = /error|fail|cannot|could not|refused|denied|no space/i;

/** The last line that says what went wrong. */
export function complaintIn(lines: readonly string[]): string | undefined {
  const line = lines.findLast((one) => warned.test(one) || wrong.test(one));
  return line === undefined ? undefined : plain(line).slice(0, mostOfLine);
}
