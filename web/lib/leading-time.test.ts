import assert from 'node:assert/strict';
import test from 'node:test';
import { leadingTime } from './leading-time.ts';

test('the time at the start of a line is told from what it says', () => {
  for (const [start, rest] of [
    ['2026-01-31T12:00:00.123Z ', 'INFO paid'],
    ['2026-01-31 12:00:00,123 +01:00 ', 'paid'],
    ['[2026/01/31 12:00:00] ', '[error] 7#7'],
    ['Jan  3 12:00:00 ', 'host sshd[1]: x'],
    ['E0131 12:00:00.123456 ', '  1 file.go:12] x'.trimStart()],
    ['time=2026-11-22T18:00:00.123+01:00 level=INFO ', 'msg="paid" order=7'],
    ['level=warn ts="2026-11-22 18:00:00" ', 'caller=main.go:7 msg=slow'],
    ['ts=1795629600.5 ', 'msg=paid level=info'],
    ['time=2026-11-22T18:00:00Z ', 'level=INFO'],
    ['', 'time=unknown level=info msg=x'],
    ['', 'time=12ms status=500'],
    ['', 'time=2026-11-22 port=80 x'],
    ['time="2026-11-22 18:00:00 +0100" ', 'msg=x'],
    ['', 'ts=7 msg=x'],
    ['', 'severity=high x'],
    ['', 'level=information x'],
    ['', 'level=info '],
    ['level="Warning" ', 'level=info '],
    ['severity=CRITICAL ', 'x'],
    ['', 'msg=paid time=2026-11-22T18:00:00Z level=info'],
    ['', 'paid at 2026-01-31T12:00:00Z'],
    ['', '{"time":"2026-01-31T12:00:00Z"}'],
    ['', ''],
  ] as const)
    assert.equal(leadingTime(start + rest), start.length, start + rest);
});
