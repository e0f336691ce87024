import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const modules = fileURLToPath(new URL('../node_modules/', import.meta.url));
const signs = fileURLToPath(new URL('./fonts/signs.txt', import.meta.url));

/** Fonts are named by a stylesheet, so no module tells of them. */
const fontPackages = ['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono'];

function packageOf(moduleId: string): string[] {
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(moduleId) ?? [];
  return name === undefined ? [] : [name];
}

function noticeOf(name: string): string {
  const { version, license } = JSON.parse(readFileSync(`${modules}${name}/package.json`, 'utf8')) as { version: string; license: string };
  const file = readdirSync(modules + name).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n\n${readFileSync(`${modules}${name}/${file}`, 'utf8').trim()}`;
  return `${name} ${version} (${license})${text}`;
}

/** Writes notices.txt: every package whose code or fonts the console ships, with its licence. */
export function notices(): Plugin {
  return {
    name: 'notices',
    generateBundle() {
      const names = new Set([...this.getModuleIds()].flatMap(packageOf).concat(fontPackages));
      const source = [readFileSync(signs, 'utf8').trim(), ...[...names].sort().map(noticeOf)].join(`\n\n${'-'.repeat(78)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'notices.txt', source: `${source}\n` });
    },
  };
}
