import type { Field } from './parse.ts';

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

const quotedIfNeeded = (value: string): string => (/[\s",]/.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : value);

/** The piece in which the cursor stands, up to the cursor; pieces end at white space outside of quotes. */
function pieceBefore(text: string, cursor: number): { from: number; piece: string } {
  let from = 0;
  let inQuotes = false;
  for (let at = 0; at < cursor; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '"' && !(inQuotes && text[at - 1] === '\\')) inQuotes = !inQuotes;
    else if (!inQuotes && /\s/.test(sign)) from = at + 1;
  }
  return { from, piece: text.slice(from, cursor) };
}

const startsWith = (candidate: string, typed: string): boolean => candidate.toLowerCase().startsWith(typed.toLowerCase());

function values({ fields, valuesOf }: CompletionContext, name: string, typed: string): readonly string[] {
  const field = fields.find((one) => one.name === name.toLowerCase());
  if (field === undefined) return [];
  const all = 'of' in field.kind ? field.kind.of : valuesOf(field.name);
  return all.filter((value) => startsWith(value, typed) && value !== typed);
}

/** What a person may mean who has typed up to the cursor: a field, or one of its values. */
export function completions(text: string, cursor: number, context: CompletionContext): Completion[] {
  const { from, piece } = pieceBefore(text, cursor);
  const [, minus = '', name = '', operator = '', list = ''] = /^(-?)([A-Za-z][\w.]*)(!=|>=|<=|=|>|<|~)(.*)$/s.exec(piece) ?? [];
  if (operator !== '') {
    const typed = list.slice(list.lastIndexOf(',') + 1);
    const start = cursor - typed.length;
    const found = values(context, name, typed.replace(/^"/, '')).slice(0, most);
    return found.map((value) => ({ from: start, to: cursor, insert: quotedIfNeeded(value), help: name }));
  }
  const typed = piece.slice(minus === '' && piece.startsWith('-') ? 1 : 0);
  const start = from + piece.length - typed.length;
  const found = context.fields.filter((field) => startsWith(field.name, typed)).slice(0, most);
  return found.map(({ name: field, kind, help }) => {
    const comparison = kind.is === 'share' || kind.is === 'duration' ? '>' : kind.is === 'order' ? '>=' : '=';
    return { from: start, to: cursor, insert: `${field}${comparison}`, help };
  });
}
