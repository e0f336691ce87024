import type { NodeEvent } from '../../ship/event-record.ts';
import type { PatternChange, PatternMinute } from './pattern-watch.ts';

/** What is told of a minute: its changes, and of those that are too many, how many there were. */
export function patternEvents({ changes, others }: PatternMinute, at: Date): NodeEvent[] {
  const told = changes.map((change) => patternEvent(change, at));
  if (others === 0) return told;
  const message = `${others} more patterns of lines are new, or come much more or less often than is usual`;
  return [...told, { at, type: 'log.patterns_changed', severity: 'info', message, attributes: {}, count: others }];
}

function patternEvent(change: PatternChange, at: Date): NodeEvent {
  const { is, pattern, lines } = change;
  const template = pattern.template.words.join(' ');
  // A path is known as JSON, an identity as it is.
  const writer = pattern.writer.replaceAll('"', '');
  const said =
    is === 'new' ? `has never written this before (${lines})` : `has written this ${lines} times in a minute, where ${Math.round(change.usual)} are usual`;
  return {
    at,
    type: is === 'new' ? 'log.pattern_new' : 'log.pattern_rate',
    severity: is === 'new' && pattern.level !== 'warn' ? 'warning' : 'info',
    object: writer,
    apart: pattern.id,
    message: `${writer} ${said}: ${template}`,
    attributes: { 'log.pattern': pattern.id, 'log.template': template, 'log.writer': writer, 'log.level': pattern.level, 'log.lines': lines },
  };
}
