import assert from 'node:assert/strict';
import test from 'node:test';
import { textOf } from '../runtime/metrics/fixtures/metrics-text.ts';
import { logSeries } from './log-series.ts';

test('what is counted is there from the start, and how it stands; of sources, those that are wanted', () => {
  const { scrape } = logSeries(() => ({
    files: 3,
    spoolBytes: 4096,
    undelivered: 7,
    sources: new Map([
      ['kernel', true],
      ['journal', false],
    ]),
  }));
  const lines = textOf(scrape()).split('\n');
  for (const line of [
    'sonde_log_open_files 3',
    'sonde_log_spool_bytes 4096',
    'sonde_log_undelivered_lines 7',
    'sonde_log_source_up{source="kernel"} 1',
    'sonde_log_source_up{source="journal"} 0',
    'sonde_log_lines_total{level="error"} 0',
    'sonde_log_lost_lines_total{reason="kernel_overrun"} 0',
  ])
    assert.ok(lines.includes(line), line);
  assert.ok(!lines.some((line) => line.includes('source="containers"')));
});

test('each count is of its own series', () => {
  const { counts, scrape } = logSeries(() => ({ files: 0, spoolBytes: 0, undelivered: 0, sources: new Map() }));
  counts.lines('error', 3, 120);
  counts.lost('too_long', 2);
  counts.odd('refused_link', 4);
  counts.kernelEvent('oom_kill');
  counts.lostEvents('rejected', 5);
  const counted = textOf(scrape())
    .split('\n')
    .filter((line) => / [1-9]\d*$/.test(line) && !line.includes('start_time'));
  assert.deepEqual(counted, [
    'sonde_log_lines_total{level="error"} 3',
    'sonde_log_bytes_total 120',
    'sonde_log_lost_lines_total{reason="too_long"} 2',
    'sonde_log_oddities_total{kind="refused_link"} 4',
    'sonde_kernel_events_total{type="oom_kill"} 1',
    'sonde_log_lost_events_total{reason="rejected"} 5',
  ]);
});
