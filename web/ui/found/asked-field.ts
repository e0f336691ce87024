/** The field whose value is being typed, at the end of a text. */
export function askedField(text: string): string | undefined {
  return /(?:^|[\s(-])([A-Za-z_@][\w.@/-]*)(?:[!<>]=|[=<>~:])[^\s()]*$/.exec(text)?.[1];
}
