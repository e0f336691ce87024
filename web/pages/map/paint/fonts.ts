const system = 'system-ui, sans-serif';

/** By the names that they have elsewhere. */
export const families = `Inter, ${system}`;

/** What the map is written in. */
export type Fonts = ReturnType<typeof fontsOf>;

/** These families before those of the system. */
export const fontsOf = (first: readonly string[]) => fontsIn([...first.map((family) => `"${family}"`), system].join(', '));

const fontsIn = (list: string) => ({
  name: `500 12px ${list}`,
  nameDimmed: `400 12px ${list}`,
  line: `400 11px ${list}`,
  lineStrong: `500 11px ${list}`,
  head: `600 13px ${list}`,
  headCount: `400 12px ${list}`,
  farHead: `600 11px ${list}`,
});
