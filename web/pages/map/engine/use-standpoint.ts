import { useEffect, useRef } from 'react';
import { go } from '../../../ui/location.ts';
import { type Thing, thingKey } from '../model/thing.ts';
import { mapEngine } from './map-engine.ts';
import { readStandpoint, standpointKey, writeStandpoint } from './standpoint.ts';

/** Browsers take so many changes of the URL, and nobody copies it while the map moves. */
const writeAfterMs = 300;

/** Writes where a person has moved the map into the URL, a while after the last time. Returns how that is called off. */
function useWritten(known: { current: string | undefined }): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const callOff = useRef(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
  });
  useEffect(() => {
    let latest: string | undefined;
    const write = () => {
      timer.current = undefined;
      known.current = latest;
      go({ set: { [standpointKey]: latest } }, 'replace');
    };
    const stop = mapEngine().on((report) => {
      if (report.kind !== 'frame') return;
      latest = report.standpoint && writeStandpoint(report.standpoint);
      if (latest === known.current) callOff.current();
      else timer.current ??= setTimeout(write, writeAfterMs);
    });
    return () => {
      stop();
      callOff.current();
    };
  }, [known]);
  return callOff.current;
}

/** Keeps the map and the URL at one place: either may have moved. What is selected is seen from there, unless the URL says from where one looks. */
export function useStandpoint(query: URLSearchParams, selected: Thing | undefined): void {
  /** What both agree on. Undefined at first: a map that one comes back to is where one left it, unless the URL says otherwise. */
  const known = useRef<string>(undefined);
  const callOff = useWritten(known);
  const asked = readStandpoint(query);
  const text = asked && writeStandpoint(asked);
  const look = () => {
    callOff();
    known.current = text;
    mapEngine().send({ kind: 'look', from: asked });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the place
  useEffect(() => {
    if (text === undefined && known.current !== undefined) look();
  }, [text]);
  const key = selected && thingKey(selected);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the thing, which is made anew at each reading of the URL
  useEffect(() => mapEngine().send({ kind: 'select', thing: selected, reveals: text === undefined }), [key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the place
  useEffect(() => {
    if (text !== undefined && text !== known.current) look();
  }, [text]);
}
