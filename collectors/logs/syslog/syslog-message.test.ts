import assert from 'node:assert/strict';
import test from 'node:test';
import { readSyslog, type SyslogMessage } from './syslog-message.ts';
import { syslogRecord } from './syslog-record.ts';

process.env.TZ = 'Europe/Berlin';
const nowMs = Date.parse('2026-06-12T08:00:00Z');

type Said = Partial<Omit<SyslogMessage, 'data'>>;

/** What a message says, with the names of its structured data. */
const messages: readonly (readonly [text: string, said: Said, data?: Readonly<Record<string, unknown>>])[] = [
  // Of RFC 5424, 6.5.
  [
    "<34>1 2026-01-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed for lonvick on /dev/pts/8",
    {
      level: 'fatal',
      facility: 'auth',
      time: '2026-01-11T22:14:15.003Z',
      host: 'mymachine.example.com',
      app: 'su',
      id: 'ID47',
      message: "'su root' failed for lonvick on /dev/pts/8",
    },
  ],
  [
    '<165>1 2026-01-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It is time to make the do-nuts.',
    { level: 'info', facility: 'local4', time: '2026-01-24T12:14:15.000003Z', host: '192.0.2.1', app: 'myproc', process: '8710' },
  ],
  [
    '<165>1 2026-01-11T22:14:15.003Z host evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application"][examplePriority@32473 class="high"]',
    { message: '', id: 'ID47' },
    { 'exampleSDID@32473.iut': 3, 'exampleSDID@32473.eventSource': 'Application', 'examplePriority@32473.class': 'high' },
  ],
  ['<0>1 - - - - - -', { level: 'fatal', facility: 'kern', message: '', time: undefined, host: undefined, app: undefined }],
  [String.raw`<14>1 - h a - - [x a="\"\\\]" b=""] m`, { message: 'm' }, { 'x.a': String.raw`"\]`, 'x.b': '' }],
  ['<14>1 2026-13-40T99:99:99Z h a - - - m', { message: 'm', time: undefined }],
  // Of RFC 3164, 5.4, and as programs and devices write it.
  [
    "<34>Jun 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
    {
      level: 'fatal',
      facility: 'auth',
      time: '2026-06-11T20:14:15Z',
      host: 'mymachine',
      app: 'su',
      message: "'su root' failed for lonvick on /dev/pts/8",
    },
  ],
  ['<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!', { time: '2026-02-05T16:32:18Z', host: '10.0.0.99', app: undefined, message: 'Use the BFG!' }],
  ['<13>Dec 31 23:59:59 web-1 cron[17]: late', { time: '2025-12-31T22:59:59Z', process: '17', message: 'late' }],
  ['<30>Jun 12 09:01:02 sshd[4711]: of this host', { host: undefined, app: 'sshd', process: '4711', message: 'of this host' }],
  ['<13>2026-06-12T09:01:02.345678+02:00 web-1 shop: x', { time: '2026-06-12T07:01:02.345678Z', host: 'web-1', app: 'shop' }],
  ['<13>Jun 12 2026 07:01:02 UTC: sw1 x', { time: '2026-06-12T07:01:02Z', message: 'x' }],
  ['<13>shop[3]: no time', { app: 'shop', process: '3', time: undefined, message: 'no time' }],
  ['<189>123: sw1: %SYS-5-CONFIG_I: x', { level: 'info', facility: 'local7', app: undefined, message: '123: sw1: %SYS-5-CONFIG_I: x' }],
  ['<13>', { message: '', level: 'info' }],
  ['<13>Jun 12 09:01:02 fe80::1 kernel: x', { host: 'fe80::1', app: 'kernel', message: 'x' }],
];

for (const [text, expected, data = {}] of messages) {
  test(`what is said by ${text}`, () => {
    const said = readSyslog(text, nowMs);
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(Reflect.get(said, name), value, name);
    assert.deepEqual(Object.fromEntries(said.data ?? []), data);
    assert.equal(said.isMalformed, false);
  });
}

for (const text of ['', 'no priority', '<192>beyond', '<>x', '<1234>x', '<34>1 2026-01-11T22:14:15Z h a - - [open', '<34>1 now h a - - - m', '<34>1 - h a']) {
  test(`whole, and malformed: ${text}`, () => {
    const { message, isMalformed } = readSyslog(text, nowMs);
    assert.deepEqual([message, isMalformed], [text, true]);
  });
}

test('a program of this host is itself, one of another stands under that, and a device is its host', () => {
  const identity = (text: string, address: string) => syslogRecord(readSyslog(text, nowMs), { ownNames: new Set(['web-1']), address }).identity;
  assert.equal(identity('<13>Jun 12 07:01:02 web-1 sshd: x', '127.0.0.1'), 'process:sshd');
  assert.equal(identity('<13>Jun 12 07:01:02 sshd: x', '127.0.0.1'), 'process:sshd');
  assert.equal(identity('<13>Jun 12 07:01:02 sshd: x', '10.0.0.7'), 'external:10.0.0.7/sshd');
  assert.equal(identity('<13>1 - web-7 shop - - - x', '10.0.0.7'), 'external:web-7/shop');
  assert.equal(identity('<13>Jun 12 07:01:02 sw1 link is down', '10.0.0.7'), 'external:sw1');
  assert.equal(identity('nothing', '127.0.0.1'), '');
});
