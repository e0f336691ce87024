import { mkdirSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { serveCalls } from '../thread-calls.ts';
import { LogReader } from './log-reader.ts';
import type { LogBatch, LogCounting, LogFieldsAsked, LogPatternExamplesAsked, LogPatternsAsked, LogSearch, LogStore } from './log-store.ts';
import { LogWriter } from './log-writer.ts';

/** The thread that writes lines, or the one that reads them. */
export interface LogsThreadData {
  readonly folder: string;
  readonly role: 'writer' | 'reader';
  readonly maxBytes: number;
}

const writing = {
  append: (writer: LogWriter, batch: LogBatch) => writer.append(batch),
  prune: (writer: LogWriter, beforeDay: string) => writer.prune(beforeDay),
  examine: (writer: LogWriter, _: undefined) => writer.examine(),
};
const reading = {
  search: (reader: LogReader, search: LogSearch) => reader.search(search),
  count: (reader: LogReader, counting: LogCounting) => reader.count(counting),
  lost: (reader: LogReader, counting: Parameters<LogStore['lost']>[0]) => reader.lost(counting),
  losses: (reader: LogReader, asked: Parameters<LogStore['losses']>[0]) => reader.losses(asked),
  patterns: (reader: LogReader, asked: LogPatternsAsked) => reader.patterns(asked),
  patternExamples: (reader: LogReader, asked: LogPatternExamplesAsked) => reader.patternExamples(asked),
  find: (reader: LogReader, id: string) => reader.find(id),
  attributes: (reader: LogReader, asked: LogFieldsAsked) => reader.attributes(asked),
  arrived: (reader: LogReader, asked: Parameters<LogStore['arrived']>[0]) => reader.arrived(asked),
  state: (reader: LogReader, _: undefined) => reader.state(),
};

type Calls<Implemented extends Readonly<Record<string, (on: never, input: never) => unknown>>> = {
  readonly [Name in keyof Implemented]: (input: Parameters<Implemented[Name]>[1]) => ReturnType<Implemented[Name]>;
};
export type WritingCalls = Calls<typeof writing>;
export type ReadingCalls = Calls<typeof reading>;

function named<Implemented extends Readonly<Record<string, unknown>>>(all: Implemented, name: string): Implemented[keyof Implemented] {
  const found = Object.entries(all).find(([known]) => known === name)?.[1];
  if (found === undefined) throw new Error(`the store of lines has no operation "${name}"`);
  return found as Implemented[keyof Implemented];
}

serveCalls(() => {
  const { folder, role, maxBytes } = workerData as LogsThreadData;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (role === 'writer') {
    const writer = new LogWriter({ folder, maxBytes });
    return { answer: (operation, input) => named(writing, operation)(writer, input as never), close: () => writer.close() };
  }
  const reader = new LogReader(folder);
  return { answer: (operation, input) => named(reading, operation)(reader, input as never), close: () => reader.close() };
});
