interface Piece {
  readonly text: string;
  /** What stands for what differs from line to line. */
  readonly isVariable: boolean;
}

const variable = '<*>';

/** What a variable is, by one of its values. */
function kindOf(value: string): string {
  const plain = value.replaceAll(/^[("'[]+|[)"'\],;:.]+$/g, '');
  if (/^\d{4}-\d\d-\d\d|^\d\d:\d\d/.test(plain)) return 'time';
  if (/^\d{1,3}(\.\d{1,3}){3}/.test(plain)) return 'address';
  if (/^[+-]?\d+([.,]\d+)*([a-zµ%]{1,3}|\/\d+)?$/i.test(plain)) return 'num';
  if (/^[0-9a-f]{2}[0-9a-f-]{3,}$/i.test(plain)) return 'id';
  return plain.startsWith('/') ? 'path' : 'text';
}

/** A template of a pattern, with words for its variables: what they are is told by a line, word by word. */
export function templatePieces(template: string, sample: string): Piece[] {
  const said = sample.trimStart().split(/[ \t\r\n]+/);
  const pieces: Piece[] = [];
  const add = (text: string, isVariable: boolean) => {
    const last = pieces.at(-1);
    if (last === undefined || last.isVariable || isVariable) pieces.push({ text, isVariable });
    else pieces[pieces.length - 1] = { text: last.text + text, isVariable };
  };
  for (const [at, word] of template.split(' ').entries()) {
    if (at > 0) add(' ', false);
    const [name = '', after] = word.split(variable, 2);
    if (name !== '') add(name, false);
    if (after === undefined) continue;
    add(kindOf((said[at] ?? '').slice(name.length)), true);
    if (after !== '') add(after, false);
  }
  return pieces;
}
