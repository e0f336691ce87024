/** Beyond it nothing is asked: nobody types so much. */
export const longestWords = 1000;

/** Whether every word that was typed stands somewhere in a text; capitals do not count. */
export function wordFinder(typed: string): (text: string) => boolean {
  const words = typed.toLowerCase().split(/\s+/);
  return (text) => {
    const low = text.toLowerCase();
    return words.every((word) => low.includes(word));
  };
}
