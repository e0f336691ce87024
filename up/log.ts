/** Where the supervisor speaks: terse lines on standard error, its own and its children's. */
export interface Log {
  say(text: string): void;
  /** A line that the child of this name wrote. */
  relay(name: string, line: string): void;
  /** From now on the text is shown as `[hidden]`. */
  hide(secret: string): void;
}

const maxLineLength = 4096;

export function lineLog(write: (text: string) => void): Log {
  const secrets = new Set<string>();
  const print = (name: string, text: string) => {
    let clean = printable(text);
    for (const secret of secrets) clean = clean.replaceAll(secret, '[hidden]');
    write(`${name}: ${clean.length > maxLineLength ? `${clean.slice(0, maxLineLength)}…` : clean}\n`);
  };
  return { say: (text) => print('sonde', text), relay: print, hide: (secret) => secrets.add(secret) };
}

/** Text from outside can stand in a child's line: no control character may reach the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t]/gu, '\ufffd');
}
