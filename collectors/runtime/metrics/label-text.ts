/** Longer values are cut, so that a line always fits in a chunk of an answer. */
const longestValue = 512;
/** Never in a label value: it separates the values of a key. */
export const separator = '\u0000';

const special = /[\\"\n]/g;
const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['"', '\\"'],
  ['\n', '\\n'],
]);

/** The value as it is written: two values that would look the same are the same. */
export function labelValue(value: string): string {
  if (value.length <= longestValue && value.isWellFormed() && !value.includes(separator)) return value;
  return value.slice(0, longestValue).toWellFormed().replaceAll(separator, '');
}

/** `a="x",b="y"`: the inside of the braces. */
export function labelText(names: readonly string[], values: readonly string[]): string {
  if (names.length !== values.length) throw new Error(`the labels ${names.join(', ')} need ${names.length} values, not ${values.length}`);
  return names.map((name, index) => `${name}="${escaped(values[index] ?? '')}"`).join(',');
}

function escaped(value: string): string {
  return labelValue(value).replace(special, (character) => escapes.get(character) ?? character);
}

/** Everything of a line before its value. */
export function linePrefix(name: string, labels: string): string {
  return labels === '' ? `${name} ` : `${name}{${labels}} `;
}

export function helpText(help: string): string {
  return help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
