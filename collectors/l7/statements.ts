export type SqlDialect = 'postgresql' | 'mysql';

interface Lexer {
  /** What begins at a place: a comment, a literal, or a name. A literal that was cut ends with the text. */
  readonly token: RegExp;
  /** Where the block comment that begins there ends. */
  readonly commentEnd: (sql: string, at: number) => number;
  /** From a piece like that on, what is a literal depends on what only the server knows. */
  readonly unsure: RegExp;
}

const standard = (quote: string) => `${quote}(?:[^${quote}]|${quote}${quote})*(?:${quote}|$)`;
const escaped = (quote: string) => `${quote}(?:[^${quote}\\\\]|\\\\.|${quote}${quote})*(?:${quote}|\\\\?$)`;
const number = String.raw`0[xob][\da-f_]+|\.?\d[\d_.]*(?:e[-+]?\d+)?`;
const letter = 'a-z_\\x80-\\xff';
const lexerOf = ({ comments, literals, names }: Record<'comments' | 'literals' | 'names', readonly string[]>): RegExp =>
  new RegExp(`(?<comment>${comments.join('|')})|(?<literal>${literals.join('|')})|(?<name>${names.join('|')})`, 'isy');

/** Between two literals there is a line's end: the second belongs to the first, and is read like it. */
const lineEnd = String.raw`(?:[ \t\f\v]|--[^\n\r]*)*[\n\r](?:\s|--[^\n\r]*[\n\r])*`;
const escapeText = `e${escaped("'")}(?:${lineEnd}${escaped("'")})*`;
const dollarText = String.raw`\$(?<tag>[${letter}][\w\x80-\xff]*)?\$.*?(?:\$\k<tag>\$|$)`;

/** As servers read it unless they were told otherwise. */
const lexers: Record<SqlDialect, Lexer> = {
  postgresql: {
    token: lexerOf({
      comments: ['/\\*', '--[^\\n\\r]*'],
      literals: [escapeText, `(?:[bxn]|u&)?${standard("'")}`, dollarText, number],
      names: [standard('"'), `[${letter}][\\w$\\x80-\\xff]*`, '\\$\\d+'],
    }),
    commentEnd: nestedCommentEnd,
    unsure: /(?!)/,
  },
  mysql: {
    token: lexerOf({
      comments: ['/\\*', '#[^\\n]*', '--(?=[\\0-\\x20\\x7f]|$)[^\\n]*'],
      literals: [`[bxn]?${escaped("'")}`, escaped('"'), number],
      names: [standard('`'), `[${letter}$][\\w$\\x80-\\xff]*`],
    }),
    commentEnd: (sql, at) => endOr(sql.indexOf('*/', at + 2), sql),
    // What a server of some version runs; and a sign of GBK or Shift-JIS may end with the byte of a backslash.
    unsure: /^\/\*(?:[!+]|m!).*(?:['"`#-]|.\/\*)|^['"].*[\x80-\xff]\\/is,
  },
};

/** A statement with its literals, numbers and comments taken out: `SELECT * FROM t WHERE a = 'x'` → `SELECT * FROM t WHERE a = ?`. */
export function statementOf(sql: string, dialect: SqlDialect): string {
  const lexer = lexers[dialect];
  let told = '';
  for (let at = 0; at < sql.length; ) {
    const { end, shown } = pieceAt(sql, at, lexer);
    told += shown;
    at = lexer.unsure.test(sql.slice(at, end)) ? sql.length : end;
  }
  return told
    .replace(/[\0-\x20\x7f]+/g, ' ')
    .replace(/([=(,<>] ?)[-+] ?\?/g, '$1?')
    .replace(/\( ?\?( ?, ?\?)+ ?\)/g, '(?, …)')
    .replace(/(\(\?, …\))( ?, ?\(\?, …\))+/g, '$1, …')
    .trim();
}

function pieceAt(sql: string, at: number, { token, commentEnd }: Lexer): { end: number; shown: string } {
  token.lastIndex = at;
  const found = token.exec(sql);
  if (found === null) return { end: at + 1, shown: sql.charAt(at) };
  const [text] = found;
  const { comment, literal } = found.groups ?? {};
  const end = at + text.length;
  if (comment !== undefined) return { end: comment === '/*' ? commentEnd(sql, at) : end, shown: ' ' };
  return { end, shown: literal === undefined && isWhole(text) ? text : '?' };
}

/** A quoted name that was cut is told no more than a literal. */
function isWhole(name: string): boolean {
  const quote = /^["`]/.exec(name)?.[0];
  return quote === undefined || (name.length > 1 && name.endsWith(quote));
}

function nestedCommentEnd(sql: string, at: number): number {
  let depth = 0;
  for (const mark of sql.slice(at).matchAll(/\/\*|\*\//g)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return at + mark.index + 2;
  }
  return sql.length;
}

const endOr = (found: number, { length }: string): number => (found < 0 ? length : found + 2);
