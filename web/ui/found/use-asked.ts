import { useMemo, useState } from 'react';
import { parseFind } from '#contract/find/parse.ts';
import type { Field, Find } from '#contract/find/term.ts';

/** What is asked: while what is typed has an error, the last that had none. */
export function useAsked(text: string, fields: readonly Field[]): { readonly asked: Find; readonly query: string } {
  const asked = useMemo(() => parseFind(text, fields), [text, fields]);
  const [whole, setWhole] = useState('');
  if (asked.errors.length === 0 && whole !== text) setWhole(text);
  return { asked, query: asked.errors.length === 0 ? text : whole };
}
