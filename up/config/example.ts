import { stringify } from 'yaml';
import { type Key, keys, type Section, sections } from './keys.ts';
import { sizeText } from './schema.ts';

const head = `# Sonde's configuration: copy to /etc/sonde/sonde.yaml, or name it by --config FILE.
# A flag wins over a SONDE_* variable, which wins over this file, which wins over the default.
# Every key stands here with its default; a key without a default is commented out.
`;

/** The text of sonde.example.yaml: every key with its words and its default. */
export function exampleYaml(): string {
  const entries = [
    ...sections.map((section) => ({ order: order(section.path), text: sectionText(section) })),
    ...keys.map((key) => ({ order: order(key.path), text: keyText(key) })),
  ].sort((a, b) => a.order - b.order);
  return head + entries.map((entry) => entry.text).join('');
}

/** Sections stand right before their first key. */
function order(path: string): number {
  const exact = keys.findIndex((key) => key.path === path);
  if (exact >= 0) return exact;
  const depth = path.split('.').length;
  return keys.findIndex((key) => key.path.startsWith(`${path}.`)) - 1 / (1 + depth);
}

function sectionText({ path, description }: Section): string {
  return `${gap(path)}${indent(path)}# ${description}\n${indent(path)}${lastName(path)}:\n`;
}

function keyText(key: Key): string {
  const space = indent(key.path);
  const value = key.default ?? key.example;
  const shown = key.unit === 'bytes' && typeof value === 'number' ? sizeText(value) : value;
  const [line = ''] = stringify({ [lastName(key.path)]: shown }, { collectionStyle: 'flow', lineWidth: 0 })
    .replace(/^\{ (.*) \}\n$/s, '$1')
    .split('\n');
  return `${gap(key.path)}${space}# ${key.description}\n${space}# Allowed: ${key.allowed}. ${key.flag}, ${key.env}\n${space}${key.default === undefined ? '# ' : ''}${line}\n`;
}

function gap(path: string): string {
  return path.includes('.') ? '' : '\n';
}

function indent(path: string): string {
  return '  '.repeat(path.split('.').length - 1);
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

if (import.meta.main) process.stdout.write(exampleYaml());
