import assert from 'node:assert/strict';
import test from 'node:test';
import { textOf } from '../runtime/metrics/fixtures/metrics-text.ts';
import { type LogState, logSeries } from './log-series.ts';
import { Patterns } from './patterns/patterns.ts';
import { TopPatterns } from './patterns/top-patterns.ts';

const state = (): LogState => ({
  files: 3,
  unreadFiles: 1,
  spool: { bytes: 4096, maxBytes: 8192, undelivered: 7, oldestMs: Date.now() - 60_000 },
  readLagSeconds: 2.5,
  sources: new Map([
    ['kernel', true],
    ['journal', false],
  ]),
  topPatterns: new TopPatterns(new Patterns()),
});

test('what is counted is there from the start, and how it stands; of sources, those that are wanted', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1) });
  const { scrape } = logSeries(state);
  const lines = textOf(scrape()).split('\n');
  for (const line of [
    'sonde_log_open_files 3',
    'sonde_log_unread_files 1',
    'sonde_log_spool_bytes 4096',
    'sonde_log_spool_limit_bytes 8192',
    'sonde_log_undelivered_lines 7',
    'sonde_log_lag_seconds{stage="read"} 2.5',
    'sonde_log_lag_seconds{stage="deliver"} 60',
    'sonde_log_source_up{source="kernel"} 1',
    'sonde_log_source_up{source="journal"} 0',
    'sonde_log_lines_total{level="error",identity="other",identity_kind="other",identity_namespace="other"} 0',
    'sonde_log_lost_lines_total{reason="kernel_overrun"} 0',
    'sonde_log_refused_total{input="otlp",reason="busy"} 0',
  ])
    assert.ok(lines.includes(line), line);
  assert.ok(!lines.some((line) => line.includes('source="containers"')));
});

test('lines and bytes stand with who wrote them, and those beyond the bound with others', () => {
  const { counts, scrape } = logSeries(state);
  scrape();
  counts.lines('error', 2, 20, 'container:shop/api-1/app');
  counts.lines('info', 1, 5, 'process:shop/app.py');
  counts.lines('info', 1, 7, '');
  for (let writer = 0; writer < 1500; writer += 1) counts.lines('info', 1, 1, `process:p${writer}`);
  const told = textOf(scrape());
  for (const labels of [
    'level="error",identity="api-1/app",identity_kind="container",identity_namespace="shop"',
    'level="info",identity="shop/app.py",identity_kind="process",identity_namespace=""',
    'level="info",identity="unknown",identity_kind="unknown",identity_namespace=""',
  ])
    assert.ok(told.includes(`sonde_log_lines_total{${labels}} `), labels);
  const rows = told.split('\n').filter((line) => line.startsWith('sonde_log_lines_total{'));
  assert.ok(rows.length <= 200 + 7, `${rows.length} rows`);
});
