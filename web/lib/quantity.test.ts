import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asText, byteRate, bytes, cores, count, duration, exact, percent, rate, significant } from './quantity.ts';

const shown = (format: (value: number) => Parameters<typeof asText>[0], values: number[]) => values.map((value) => asText(format(value)));

test('a number has at most three significant digits and never an exponent', () => {
  assert.deepEqual(
    [0, 1, 12.345, 123.45, 1234.5, 0.001234, 123456789].map((value) => significant(value)),
    ['0', '1.00', '12.3', '123', '1230', '0.00123', '123000000'],
  );
});

test('counts below a thousand are exact, larger ones take a suffix', () => {
  assert.deepEqual(shown(count, [0, 7, 42, 388, 999, 12_400, 1_100_000]), ['0', '7', '42', '388', '999', '12.4k', '1.10M']);
});

test('a value that rounds up to the next unit is shown in it', () => {
  assert.deepEqual(shown(count, [999.6, 999_600]), ['1.00k', '1.00M']);
  assert.deepEqual(shown(bytes, [1023.9 * 1024, 1000 * 1024]), ['1.00\u202fMiB', '0.977\u202fMiB']);
  assert.deepEqual(shown(duration, [0.00099996]), ['1.00\u202fms']);
});

test('rates are per second, and a rate too small to show is not zero', () => {
  assert.deepEqual(shown(rate, [0, 0.0002, 0.067, 0.5, 9.8, 12.34, 999.96, 3100]), [
    '0/s',
    '<0.001/s',
    '0.067/s',
    '0.5/s',
    '9.8/s',
    '12.3/s',
    '1.00k/s',
    '3.10k/s',
  ]);
});

test('bytes are binary and keep their unit by a narrow space', () => {
  assert.deepEqual(shown(bytes, [0, 812, 1536, 851_443_712]), ['0\u202fB', '812\u202fB', '1.50\u202fKiB', '812\u202fMiB']);
  assert.deepEqual(shown(byteRate, [0, 0.4, 1_048_576]), ['0\u202fB/s', '<1\u202fB/s', '1.00\u202fMiB/s']);
});

test('durations take the scale that fits', () => {
  assert.deepEqual(shown(duration, [0, 0.00000042, 0.000312, 0.00124, 0.842, 2.5, 75]), [
    '0\u202fs',
    '420\u202fns',
    '312\u202fµs',
    '1.24\u202fms',
    '842\u202fms',
    '2.50\u202fs',
    '75.0\u202fs',
  ]);
});

test('percentages have two digits, and only the whole is 100', () => {
  assert.deepEqual(shown(percent, [0, 0.00001, 0.0042, 0.031, 0.12, 0.999, 1]), [
    '0\u202f%',
    '<0.01\u202f%',
    '0.42\u202f%',
    '3.1\u202f%',
    '12\u202f%',
    '>99\u202f%',
    '100\u202f%',
  ]);
});

test('exact numbers keep every digit', () => {
  assert.equal(exact(67108864), '67\u202f108\u202f864');
  assert.equal(exact(1234.5), '1\u202f234.5');
  assert.equal(exact(0), '0');
});

test('CPU time reads as cores; what is hardly anything is said to be so', () => {
  assert.deepEqual(
    [0, 0.0004, 0.0123, 0.5, 1, 3.456].map((value) => asText(cores(value)).replace('\u202f', ' ')),
    ['0 cores', '<0.001 cores', '0.012 cores', '0.5 cores', '1 core', '3.46 cores'],
  );
});
