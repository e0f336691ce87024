/** What the map is written in. */
export type Fonts = ReturnType<typeof fontsOf>;

export const fontsOf = (families: string) => ({
  name: `500 12px ${families}`,
  nameDimmed: `400 12px ${families}`,
  line: `400 11px ${families}`,
  lineStrong: `500 11px ${families}`,
  head: `600 13px ${families}`,
  headCount: `400 12px ${families}`,
  farHead: `600 11px ${families}`,
});
