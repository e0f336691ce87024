const toldEveryMs = 60_000;
const mostLines = 500;

interface Said {
  line: string;
  repeats: number;
}

/**
 * Hands a line on when it is new, and tells once a minute how often it was written again. Lines that differ in
 * nothing but their time are the same.
 */
export function limitRepeats(say: (line: string) => void): (line: string) => void {
  const known = new Map<string, Said>();
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    for (const [key, said] of known) {
      if (said.repeats === 0) known.delete(key);
      else say(`repeated ${said.repeats === 1 ? 'once' : `${said.repeats} times`}: ${said.line}`);
      said.repeats = 0;
    }
    if (known.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  return (line) => {
    const key = withoutTime(line);
    const said = known.get(key);
    if (said !== undefined) {
      said.repeats += 1;
      said.line = line;
      return;
    }
    if (known.size === mostLines) {
      tell();
      known.clear();
    }
    known.set(key, { line, repeats: 0 });
    timer ??= setInterval(tell, toldEveryMs).unref();
    say(line);
  };
}

/** Dates with their time, as the programs write them. */
function withoutTime(line: string): string {
  return line.replaceAll(/\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[.\d]*(Z|[+-]\d\d:\d\d)?/g, '');
}
