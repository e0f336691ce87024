/** Where a letter of the text begins a word: at its start, after a sign, or as a capital after a small letter. */
function beginsWord(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text[at - 1] ?? '';
  const here = text[at] ?? '';
  return !/[\p{L}\p{N}]/u.test(before) || (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(here));
}

const wordStart = 8;
const inARow = 5;
const anyLetter = 1;
const whole = 20;
const perLetterLeft = 0.05;

interface Found {
  readonly at: number;
  readonly score: number;
}

/** The next place of a letter: one that begins a word is worth skipping others for. */
function nextPlace(text: string, lower: string, letter: string, from: number): Found | undefined {
  if (lower[from] === letter) return { at: from, score: beginsWord(text, from) ? wordStart : inARow };
  for (let at = lower.indexOf(letter, from + 1); at >= 0; at = lower.indexOf(letter, at + 1)) {
    if (beginsWord(text, at)) return { at, score: wordStart };
  }
  const at = lower.indexOf(letter, from);
  return at < 0 ? undefined : { at, score: anyLetter };
}

function inOrder(asked: string, text: string, lower: string): number | undefined {
  let score = 0;
  let from = 0;
  for (const letter of asked) {
    const found = nextPlace(text, lower, letter, from);
    if (found === undefined) return undefined;
    score += found.score;
    from = found.at + 1;
  }
  return score;
}

/** How well a text answers what was typed, more is better; undefined: not at all. Letters in order are enough: `chk` finds `checkout`. */
export function fuzzy(asked: string, text: string): number | undefined {
  const wanted = asked.toLowerCase().replace(/\s+/g, '');
  if (wanted === '') return 0;
  const lower = text.toLowerCase();
  const at = lower.indexOf(asked.trim().toLowerCase());
  const together = at < 0 ? undefined : wanted.length * inARow + (beginsWord(text, at) ? whole : wordStart);
  // A greedy search may pass a letter that it needs; the plain one does not.
  const apart = inOrder(wanted, text, lower) ?? (isWithin(wanted, lower) ? wanted.length * anyLetter : undefined);
  const best = Math.max(together ?? Number.NEGATIVE_INFINITY, apart ?? Number.NEGATIVE_INFINITY);
  return Number.isFinite(best) ? best - text.length * perLetterLeft : undefined;
}

function isWithin(wanted: string, lower: string): boolean {
  let from = 0;
  for (const letter of wanted) {
    const at = lower.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

/** Those that answer what was typed, best first, at most so many; of equals the first stays first. */
export function ranked<Item>(asked: string, items: readonly Item[], textOf: (item: Item) => string, most: number): Item[] {
  const scored = items.flatMap((item, index) => {
    const score = fuzzy(asked, textOf(item));
    return score === undefined ? [] : [{ item, score, index }];
  });
  return scored
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, most)
    .map(({ item }) => item);
}
