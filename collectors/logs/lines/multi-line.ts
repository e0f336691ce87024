/** Of .NET, Java and Rust: what belongs to the lines before it wherever it stands. */
const belongs =
  /^(?:\s+\S|Caused by: |Suppressed: |Traceback \(most recent call last\):|--- End of |note: run with |note: Some details are omitted|stack backtrace:)/;
/** What closes a value that was written over several lines. */
const closes = /^[\]})]/;
const isIndented = /^\s/;

const python = /^Traceback \(most recent call last\):/m;
const pythonBetween =
  /^(?:During handling of the above exception, another exception occurred:|The above exception was the direct cause of the following exception:)$/;
/** `ValueError: no such order`, `KeyboardInterrupt`: the end of a traceback. */
const pythonEnd = /^[A-Za-z_][\w.]*(?:: |$)/;

const go = /^(?:panic: |fatal error: |goroutine \d+ \[|runtime: )/m;
const goFrame = /^(?:$|goroutine \d+ \[|created by |exit status \d|\[signal |[\w./*()[\]-]+\(.*\)$)/;

const rust = /^thread '.*' panicked at .*:$/;

/** Whether a line belongs to those before it: a stack, or what is written under another. `before` are they, together. */
export function continues(before: string, line: string): boolean {
  if (belongs.test(line)) return true;
  const last = before.slice(before.lastIndexOf('\n') + 1);
  if (closes.test(line) && isIndented.test(last)) return true;
  return isOfPython(before, last, line) || (go.test(before) && goFrame.test(line)) || rust.test(before);
}

function isOfPython(before: string, last: string, line: string): boolean {
  if (!python.test(before)) return false;
  if (line === '' || pythonBetween.test(line)) return true;
  return isIndented.test(last) && pythonEnd.test(line);
}
