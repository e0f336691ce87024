import assert from 'node:assert/strict';
import test from 'node:test';
import { KmsgPlace } from './kmsg-place.ts';
import { readKmsgRecord } from './kmsg-record.ts';

test('a record of the kernel has its level, number, time, message and device', () => {
  assert.deepEqual(readKmsgRecord('3,3052,45011024,-;usb 1-1: device descriptor read/64, error -71\n SUBSYSTEM=usb\n DEVICE=c189:0\n'), {
    level: 'error',
    sequence: 3052,
    atUs: 45_011_024,
    message: 'usb 1-1: device descriptor read/64, error -71',
    attributes: { 'kernel.subsystem': 'usb', 'kernel.device': 'c189:0' },
  });
});

test('what a program writes has its facility beside the level; what is no ASCII comes as bytes', () => {
  const record = readKmsgRecord('12,7,1,-,caller=T1;gr\\xc3\\xb6\\xc3\\x9fer\\x0a\\x09than 100\\x5c%; or not\n');
  assert.deepEqual([record?.level, record?.message], ['warn', 'größer\n\tthan 100\\%; or not']);
});

test('what is no record is none', () => {
  for (const text of ['', '6', '6,1,2,-', 'a,b,c,d;e', '6,1,;x']) assert.equal(readKmsgRecord(text), undefined, text);
});

test('each number counts once, and those that were passed over are lost', () => {
  const first = new KmsgPlace('boot-1', undefined);
  assert.deepEqual(
    [700, 701, 702].map((sequence) => first.advance(sequence)),
    [0, 0, 0],
  );
  const again = new KmsgPlace('boot-1', first.mark);
  assert.deepEqual(
    [701, 702, 703, 710].map((sequence) => again.advance(sequence)),
    [undefined, undefined, 0, 6],
  );
  assert.equal(new KmsgPlace('boot-2', again.mark).advance(5), 0);
});
