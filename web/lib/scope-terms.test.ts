import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everything } from './scope.ts';
import { scopeTerms } from './scope-terms.ts';

const clusters = new Map([
  ['n1', 'eu'],
  ['n2', 'eu'],
  ['n3', 'us'],
]);

test('a scope is said in the language of the query', () => {
  for (const [scope, terms] of [
    [{}, ''],
    [{ namespaces: ['shop', 'the data'] }, 'ns=shop,"the data"'],
    [{ cluster: 'eu' }, 'node=n1,n2'],
    [{ workload: 'container:shop/api' }, 'kind=container ns=shop app=api'],
    [{ workload: 'process:bin/checkout.ts' }, 'kind=process app=bin/checkout.ts'],
    [{ namespaces: ['shop'], workload: 'container:shop/api' }, 'ns=shop kind=container ns=shop app=api'],
  ] as const)
    assert.equal(scopeTerms({ ...everything, ...scope }, clusters), terms);
});
