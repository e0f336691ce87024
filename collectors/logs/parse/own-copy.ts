/** A part of a text keeps the whole of it in memory: what is kept for long is copied. */
export function ownCopy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
