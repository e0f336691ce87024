/** Undefined where it is no JSON: the parser's own words would quote it, with what is secret in it. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
