import type { ReactNode } from 'react';

/** A sentence of the server's, in which what stands between backticks is a command, a file or a setting. */
export function Prose({ text }: { readonly text: string }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence have no other identity than their place
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
