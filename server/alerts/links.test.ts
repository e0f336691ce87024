import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventFields } from '#contract/find/event-fields.ts';
import { logFields } from '#contract/find/log-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import { alertOf } from '../fixtures/alert.ts';
import { entityOf } from './about.ts';
import { linksOf } from './links.ts';

const window = { fromMs: 0, toMs: 60_000 };

/** What the links to lines and events of an alert with these labels look for, as those pages read it. */
function soughtBy(labels: Readonly<Record<string, string>>) {
  const links = linksOf(alertOf('1', { labels, entity: entityOf(labels, () => false) }), window);
  return [
    { page: 'Logs', fields: logFields },
    { page: 'Events', fields: eventFields },
  ].map(({ page, fields }) => {
    const { href = '' } = links.find(({ name }) => name === page) ?? {};
    const { terms, errors } = parseFind(new URL(href, 'http://sonde').searchParams.get('query') ?? '', fields);
    assert.deepEqual(errors, [], href);
    return terms.map((term) => (term.is === 'comparison' ? [term.field, ...term.values.map(({ text }) => text)] : term));
  });
}

const odd = 'db (primary), 2';

test('a name is looked for as it is, whatever is in it', () => {
  for (const name of [odd, 'say "hi"', 'a b', 'back\\slash, and a comma', 'checkout.ts']) {
    assert.deepEqual(soughtBy({ identity: name, identity_kind: 'process' }), [[['app', name]], [['app', name]]]);
    assert.deepEqual(soughtBy({ node: name }), [[['node', name]], [['node', name]]]);
  }
});

test('both ends of a connection are looked for, one that is its own client and one without a name once', () => {
  assert.deepEqual(soughtBy({ client: 'shop', server: odd, server_port: '5432' })[0], [['app', 'shop', odd]]);
  assert.deepEqual(soughtBy({ client: odd, server: odd, server_port: '5432' })[0], [['app', odd]]);
  assert.deepEqual(soughtBy({ client: 'shop', server: '', server_port: '5432' })[0], [['app', 'shop']]);
});

test('an alert that names nobody leads to all lines', () => assert.deepEqual(soughtBy({}), [[], []]));
