import { isUtf8 } from 'node:buffer';

/** What is no UTF-8 is replaced, and told. */
export function decoded(bytes: Buffer, onReplaced: () => void): string {
  const text = bytes.toString();
  if (text.includes('\ufffd') && !isUtf8(bytes)) onReplaced();
  return text;
}
