import assert from 'node:assert/strict';
import test from 'node:test';
import { textOf } from '../runtime/metrics/fixtures/metrics-text.ts';
import { logSeries } from './log-series.ts';

test('what is counted is there from the start, and how it stands; of sources, those that are wanted', () => {
  const { scrape } = logSeries(() => ({
    files: 3,
    spoolBytes: 4096,
    spoolLimit: 8192,
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
    'sonde_log_spool_limit_bytes 8192',
    'sonde_log_undelivered_lines 7',
    'sonde_log_source_up{source="kernel"} 1',
    'sonde_log_source_up{source="journal"} 0',
    'sonde_log_lines_total{level="error"} 0',
    'sonde_log_lost_lines_total{reason="kernel_overrun"} 0',
  ])
    assert.ok(lines.includes(line), line);
  assert.ok(!lines.some((line) => line.includes('source="containers"')));
});
