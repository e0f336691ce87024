const texts = new WeakMap<Path2D, string>();

/** A path that is also known as text. */
export function outlineOf(text: string): Path2D {
  const path = new Path2D(text);
  texts.set(path, text);
  return path;
}

export const textOf = (path: Path2D): string => texts.get(path) ?? '';
