import type { BenchResult, Contest, Figure, Standing } from './bench.ts';

/** For people: one table for each contest. */
export function resultText({ contests, verdicts, notes }: BenchResult): string {
  const lines = [
    ...contests.flatMap(contestLines),
    ...verdicts.map(({ says, holds }) => `${holds ? 'met' : 'MISSED'}: ${says}`),
    ...notes.map((note) => `note: ${note}`),
  ];
  return `${lines.join('\n')}\n`;
}

function contestLines({ title, rounds, figures, standings }: Contest): string[] {
  const rows = [
    ['', ...figures.map(({ name }) => name)],
    ...standings.map((standing) => [standing.contender, ...figures.map((figure) => cell(standing, figure, rounds))]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
  return [rounds === 1 ? title : `${title} (best of ${rounds} rounds in turns, worst in brackets)`, ...lines];
}

function cell({ figures }: Standing, { key, unit }: Figure, rounds: number): string {
  const spread = figures[key];
  if (spread === undefined) return '';
  const { best, worst, timesOurs } = spread;
  return `${short(best)}${rounds === 1 ? '' : ` (${short(worst)})`} ${unit}${timesOurs === undefined || timesOurs === 1 ? '' : ` ${short(timesOurs)}×`}`;
}

function short(value: number): string {
  if (value >= 10) return value.toFixed(0);
  return value.toPrecision(2);
}
