import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

type Tokens = ReadonlyMap<string, string>;

function block(after: string): Tokens {
  const start = css.indexOf('{', css.indexOf(after)) + 1;
  const body = css.slice(start, css.indexOf('}', start));
  return new Map([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value.trim()]));
}

const light = block(':root {');
const dark = block('[data-theme="dark"] {');
const darkBySystem = block(':root:not([data-theme="light"]) {');
const themes = { light, dark: new Map([...light, ...dark]) };

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(tokens: Tokens, one: string, other: string): number {
  const [a = 0, b = 0] = [one, other].map((name) => {
    const value = tokens.get(`--${name}`);
    assert.match(value ?? '', /^#[0-9a-f]{6}$/, `--${name} is a plain colour`);
    return luminance(value ?? '');
  });
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const surfaces = ['surface-0', 'surface-1', 'surface-2', 'surface-3'];
const textOn: [text: string, surfaces: string[]][] = [
  ['text-1', [...surfaces, 'accent-soft', 'warn-soft', 'critical-soft', 'unknown-soft']],
  ['text-2', [...surfaces, 'unknown-soft']],
  ['text-3', surfaces],
  ['accent', [...surfaces, 'warn-soft', 'critical-soft', 'unknown-soft']],
  ['accent-ink', ['accent-fill']],
  ['warn-text', [...surfaces, 'warn-soft']],
  ['critical-text', [...surfaces, 'critical-soft']],
];
const marks = ['ok', 'warn', 'critical', 'unknown', 'edge', 'accent', ...Array.from({ length: 8 }, (_, index) => `cat-${index + 1}`)];

test('the dark theme is the same by the switch and by the system', () => {
  assert.ok(dark.size > 50);
  assert.deepEqual(darkBySystem, dark);
});

test('the dark theme names no token that the light one lacks', () => {
  assert.deepEqual(
    [...dark.keys()].filter((name) => !light.has(name)),
    [],
  );
});

for (const [theme, tokens] of Object.entries(themes)) {
  test(`${theme}: text has a contrast of at least 4.8 on every surface it may stand on`, () => {
    const weak = textOn.flatMap(([text, on]) => on.map((surface) => `${text} on ${surface}: ${contrast(tokens, text, surface).toFixed(2)}`));
    assert.deepEqual(
      weak.filter((line) => Number(line.split(': ')[1]) < 4.8),
      [],
    );
  });

  test(`${theme}: marks, categories and edges have a contrast of at least 3 on canvas and panel`, () => {
    const weak = marks.flatMap((mark) => ['surface-0', 'surface-1'].map((surface) => `${mark} on ${surface}: ${contrast(tokens, mark, surface).toFixed(2)}`));
    assert.deepEqual(
      weak.filter((line) => Number(line.split(': ')[1]) < 3),
      [],
    );
  });
}
