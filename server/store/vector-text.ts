import { Compile } from 'typebox/compile';
import { parsedJson } from '../parsed-json.ts';
import { recent } from '../recent.ts';
import { LabelSet, type Labels, numberOf, type Sample } from './prometheus.ts';

/** The labels of so many series: of the map of a large cluster. */
const seriesKept = 200_000;
const wordsKept = 50_000;

const isLabels = Compile(LabelSet);

const opening = '{"status":"success","data":{"resultType":"vector","result":[';
const beforeLabels = '{"metric":';
const afterLabels = '},"value":[';
const beforeValue = ',"';
const afterValue = '"]}';

/** The labels of a series, and how long they are as text. */
interface Series {
  readonly length: number;
  readonly labels: Labels;
}

/** The value that follows labels which end here, and where the next sample begins. */
function valueAfter(text: string, at: number): { readonly number: number; readonly end: number } | undefined {
  const start = text.indexOf(beforeValue, at + afterLabels.length);
  const end = text.indexOf(afterValue, start);
  if (start < 0 || end < 0) return undefined;
  const next = end + afterValue.length;
  return { number: numberOf(text.slice(start + beforeValue.length, end)), end: text[next] === ',' ? next + 1 : next };
}

/** The same text in memory of its own: a part of a string keeps all of it. */
const alone = (text: string): string => Buffer.from(text).toString();

/**
 * Reads the answers to instant queries where the same series come again and again: a large map asks for 30,000 of them ten times in five
 * seconds, and to parse their labels each time costs more than all else. Labels are parsed and checked when they are first
 * met, and are one object from then on. Where they end is found by what cannot stand inside a text of JSON without a backslash.
 */
export function vectorReader(): (text: string) => Sample[] | undefined {
  const known = recent<Series>(seriesKept);
  const words = recent<string>(wordsKept);
  const word = (text: string): string => {
    const kept = words.get(text);
    if (kept === undefined) words.set(text, text);
    return kept ?? text;
  };
  const seriesAt = (text: string, at: number): Series | undefined => {
    const end = text.indexOf(afterLabels, at);
    if (end < 0) return undefined;
    const own = text.slice(at, end + 1);
    const kept = known.get(own);
    if (kept !== undefined) return kept;
    const labels = parsedJson(own);
    if (!isLabels.Check(labels)) return undefined;
    const series = { length: own.length, labels: Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, word(value)])) };
    known.set(alone(own), series);
    return series;
  };
  /** Undefined where it is not of the form in which Prometheus writes a vector. */
  return (text) => {
    if (!text.startsWith(opening)) return undefined;
    const samples: Sample[] = [];
    let at = opening.length;
    while (text.startsWith(beforeLabels, at)) {
      const series = seriesAt(text, at + beforeLabels.length);
      const value = series && valueAfter(text, at + beforeLabels.length + series.length);
      if (series === undefined || value === undefined) return undefined;
      samples.push({ labels: series.labels, value: value.number });
      at = value.end;
    }
    return text.startsWith(']}', at) ? samples : undefined;
  };
}
