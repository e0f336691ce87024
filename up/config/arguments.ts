import { nearest } from '#contract/nearest.ts';
import { type Key, keys, plainName } from './keys.ts';

/** What a command takes beside the keys of the configuration. */
export interface Accepts {
  /** Without a value: `--json`. */
  readonly switches: readonly string[];
  /** With one: `--config FILE`. */
  readonly options: readonly string[];
}

export interface Arguments {
  /** Values of configuration keys, by path. */
  readonly settings: ReadonlyMap<string, string>;
  readonly switches: ReadonlySet<string>;
  readonly options: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

interface Found {
  readonly settings: Map<string, string>;
  readonly switches: Set<string>;
  readonly options: Map<string, string>;
  readonly problems: string[];
}

/** One argument, taken apart: `--name`, `--name=inline` or something that stands alone. */
interface Flag {
  readonly text: string;
  readonly name: string;
  readonly inline: string | undefined;
  readonly key: Key | undefined;
}

/** `--name VALUE` or `--name=VALUE`; nothing stands alone. */
export function readArguments(argv: readonly string[], accepts: Accepts): Arguments {
  const found: Found = { settings: new Map(), switches: new Set(), options: new Map(), problems: [] };
  let index = 0;
  while (index < argv.length) {
    const flag = parse(argv[index] ?? '');
    const next = argv[index + 1];
    const usesNext = flag.inline === undefined && next !== undefined && !next.startsWith('--');
    const takesValue = take(flag, flag.inline ?? (usesNext ? next : undefined), accepts, found);
    index += takesValue && usesNext ? 2 : 1;
  }
  return found;
}

function parse(argument: string): Flag {
  const [, text = argument, inline] = /^(--[^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
  const key = text.startsWith('--') ? keys.find((candidate) => plainName(candidate.flag) === plainName(text)) : undefined;
  return { text, name: text.slice(2), inline, key };
}

/** Takes one flag; answers whether it is one that has a value. */
function take(flag: Flag, value: string | undefined, accepts: Accepts, found: Found): boolean {
  if (!flag.text.startsWith('--')) {
    found.problems.push(`unexpected argument ${JSON.stringify(flag.text)}; settings are given as --name VALUE`);
    return false;
  }
  if (accepts.switches.includes(flag.name)) {
    if (flag.inline === undefined) found.switches.add(flag.name);
    else found.problems.push(`${flag.text} takes no value (given: ${JSON.stringify(flag.inline)})`);
    return false;
  }
  if (flag.key !== undefined) takeValue(flag, value, found.settings, flag.key.path, found.problems);
  else if (accepts.options.includes(flag.name)) takeValue(flag, value, found.options, flag.name, found.problems);
  else found.problems.push(unknownFlag(flag.text, accepts));
  return true;
}

function takeValue({ text, key }: Flag, value: string | undefined, into: Map<string, string>, as: string, problems: string[]): void {
  if (value === undefined) problems.push(`${text} needs a value${key === undefined ? '' : `; allowed: ${key.allowed}`}`);
  else if (into.has(as) && key?.kind === 'list') into.set(as, `${into.get(as)},${value}`);
  else if (into.has(as)) problems.push(`${text} is given twice: ${JSON.stringify(into.get(as))} and ${JSON.stringify(value)}`);
  else into.set(as, value);
}

function unknownFlag(text: string, { switches, options }: Accepts): string {
  const meant = nearest(text, [...keys.map((key) => key.flag), ...[...switches, ...options].map((name) => `--${name}`)]);
  return `unknown flag ${text}${meant === undefined ? '; ./sonde up --help lists the settings' : `; did you mean ${meant}?`}`;
}
