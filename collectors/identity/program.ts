import type { Interpreter, Meaning } from './interpreters.ts';

/** What an interpreter was told to run. `at` is the index of the argument that names it. */
export type Program = { readonly kind: 'script' | 'module'; readonly name: string; readonly at: number } | { readonly kind: 'none' };

const none: Program = { kind: 'none' };

/** Reads a command line as the interpreter itself does, up to the script, module or code that it runs. */
export function programOf(interpreter: Interpreter, args: readonly string[]): Program {
  let at = 1;
  while (at < args.length) {
    const arg = args[at] ?? '';
    if (arg === '' || arg === '-') return none;
    if (arg === '--') return scriptAt(args, at + 1);
    const found = /^[-+]/.test(arg) ? afterOption(interpreter, args, at) : atWord(interpreter, args, at);
    if (typeof found !== 'number') return found;
    at = found;
  }
  return none;
}

/** A word that is no option: a subcommand, whose next word is asked, or the script. */
function atWord({ subcommands, script }: Interpreter, args: readonly string[], at: number): Program | number {
  const word = args[at] ?? '';
  const command = subcommands?.[word];
  if (command === 'run') return at + 1;
  return command === 'end' || script?.test(word) === false ? none : scriptAt(args, at);
}

function afterOption(interpreter: Interpreter, args: readonly string[], at: number): Program | number {
  const { meaning, attached } = optionOf(interpreter, args[at] ?? '');
  switch (meaning) {
    case 'code':
    case 'end':
      return none;
    case 'script':
    case 'module':
      return attached === '' ? named(meaning, args, at + 1) : { kind: meaning, name: attached, at };
    case 'value':
      return attached === '' ? at + 2 : at + 1;
    case 'attached':
    case undefined:
      return at + 1;
  }
}

interface Option {
  readonly meaning: Meaning | undefined;
  readonly attached: string;
}

/** `--name`, `--name=value`, `-name`; else letters up to the first that takes something: `-uc CODE`, `-euo pipefail`. */
function optionOf({ options, clusters }: Interpreter, arg: string): Option {
  const equals = arg.indexOf('=');
  const name = equals < 0 ? arg : arg.slice(0, equals);
  const meaning = options[name];
  if (meaning !== undefined || !clusters || arg.startsWith('--')) return { meaning, attached: equals < 0 ? '' : arg.slice(equals + 1) };
  for (let letter = 1; letter < arg.length; letter += 1) {
    const taken = options[`${arg[0]}${arg[letter]}`];
    if (taken !== undefined) return { meaning: taken, attached: arg.slice(letter + 1) };
  }
  return { meaning: undefined, attached: '' };
}

function named(kind: 'script' | 'module', args: readonly string[], at: number): Program {
  const name = args[at];
  return name ? { kind, name, at } : none;
}

function scriptAt(args: readonly string[], at: number): Program {
  return args[at] === '-' ? none : named('script', args, at);
}
