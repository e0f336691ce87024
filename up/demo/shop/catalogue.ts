export interface Product {
  readonly id: number;
  readonly name: string;
  readonly cents: number;
}

/** What the shop sells; ids are 1, 2, 3 … without a gap. */
export const catalogue: readonly Product[] = [
  ['Anemometer', 12_900],
  ['Barometer, brass', 8_450],
  ['Brass compass', 5_900],
  ['Depth sounder', 24_900],
  ['Field notebook', 1_250],
  ['Flow meter', 17_300],
  ['Hygrometer', 3_990],
  ['Pocket microscope', 6_700],
  ['Rain gauge', 2_450],
  ['Seismometer kit', 38_000],
  ['Star chart', 1_800],
  ['Thermometer', 1_490],
].map(([name, cents], index) => ({ id: index + 1, name: String(name), cents: Number(cents) }));
