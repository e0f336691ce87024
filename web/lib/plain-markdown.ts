/** A part of a text: a paragraph, the items of a list, or lines that stand as they are. */
export type Part =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'code'; readonly text: string };

const item = /^\s*(?:[-*]|(\d+)[.)])\s+(.*)$/;

/** Whether the lines go on with what the last part is: a paragraph that is wrapped, or another item. */
function join(parts: Part[], line: string): void {
  const last = parts.at(-1);
  const [, ordinal, text] = item.exec(line) ?? [];
  if (text !== undefined) {
    if (last?.kind === 'list') parts[parts.length - 1] = { ...last, items: [...last.items, text] };
    else parts.push({ kind: 'list', ordered: ordinal !== undefined, items: [text] });
  } else if (last?.kind === 'paragraph') parts[parts.length - 1] = { kind: 'paragraph', text: `${last.text} ${line.trim()}` };
  else if (last?.kind === 'list') parts[parts.length - 1] = { ...last, items: [...last.items.slice(0, -1), `${last.items.at(-1) ?? ''} ${line.trim()}`] };
  else parts.push({ kind: 'paragraph', text: line.trim() });
}

/** The parts of a text in Markdown, of which nothing but text comes out: no addresses, no HTML. */
export function partsOf(text: string): Part[] {
  return text.split(/^```[^\n]*\n([\s\S]*?)^```\s*$/m).flatMap((piece, at): Part[] => {
    if (at % 2 === 1) return [{ kind: 'code', text: piece.trimEnd() }];
    return piece.split(/\n\s*\n/).flatMap((block) => {
      const parts: Part[] = [];
      for (const line of block.split('\n')) if (line.trim() !== '') join(parts, line);
      return parts;
    });
  });
}
