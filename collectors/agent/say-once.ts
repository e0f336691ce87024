/** As many as the agent remembers: a text that carries a number must not cost memory for ever. */
const mostRemembered = 256;

/** Says each text once, as long as it is among the last that were said. */
export function sayOnce(say: (text: string) => void): (text: string) => void {
  const said = new Set<string>();
  return (text) => {
    const isNew = !said.delete(text);
    said.add(text);
    const [oldest] = said;
    if (oldest !== undefined && said.size > mostRemembered) said.delete(oldest);
    if (isNew) say(text);
  };
}
