import { anyField, type Field } from './term.ts';
import { writtenValue } from './write.ts';

/** What may stand in place of the text between `from` and `to`. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  readonly help: string;
}

export interface CompletionContext {
  readonly fields: readonly Field[];
  /** Values that there are, of a field whose values are not a closed list, most frequent first. */
  readonly valuesOf: (field: string) => readonly string[];
}

const most = 8;

/** The piece in which the cursor stands, up to the cursor; pieces end at white space outside of quotes, and begin behind a parenthesis. */
function pieceBefore(text: string, cursor: number): string {
  let from = 0;
  let inQuotes = false;
  for (let at = 0; at < cursor; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '"' && !(inQuotes && text[at - 1] === '\\')) inQuotes = !inQuotes;
    else if (!inQuotes && (/\s/.test(sign) || (sign === '(' && /^-?$/.test(text.slice(from, at))))) from = at + 1;
  }
  return text.slice(from, cursor);
}

const startsWith = (candidate: string, typed: string): boolean => candidate.toLowerCase().startsWith(typed.toLowerCase());

function values({ fields, valuesOf }: CompletionContext, name: string, typed: string): readonly string[] {
  const field = fields.find((one) => one.name === name.toLowerCase());
  if (field === undefined && !fields.includes(anyField)) return [];
  const all = field !== undefined && 'of' in field.kind ? field.kind.of : valuesOf(field?.name ?? name);
  return all.filter((value) => startsWith(value, typed) && value !== typed);
}

/** Fields whose names begin so. */
function named({ fields }: CompletionContext, typed: string, written: (field: Field) => string, cursor: number): Completion[] {
  const found = fields.filter((field) => field !== anyField && startsWith(field.name, typed)).slice(0, most);
  return found.map((field) => ({ from: cursor - typed.length, to: cursor, insert: written(field), help: field.help }));
}

function asCompared({ name, kind }: Field): string {
  const operator = kind.is === 'share' || kind.is === 'duration' ? '>' : kind.is === 'order' ? '>=' : '=';
  return `${name}${operator}`;
}

/** What a person may mean who has typed up to the cursor: a field, or one of its values. */
export function completions(text: string, cursor: number, context: CompletionContext): Completion[] {
  const piece = pieceBefore(text, cursor);
  const [, name = '', operator = '', list = ''] = /^-?([A-Za-z_@][\w.@/-]*)(!=|>=|<=|=|>|<|~|:)(.*)$/s.exec(piece) ?? [];
  if (operator !== '') {
    const typed = list.slice(list.lastIndexOf(',') + 1);
    const start = cursor - typed.length;
    const found = values(context, name, typed.replace(/^"/, '')).slice(0, most);
    return found.map((value) => ({ from: start, to: cursor, insert: writtenValue(value), help: name }));
  }
  const [, existing] = /^-?exists\(([\w.@/-]*)$/.exec(piece) ?? [];
  if (existing !== undefined) return named(context, existing, ({ name: field }) => `${field})`, cursor);
  return named(context, piece.replace(/^-/, ''), asCompared, cursor);
}
