import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathOf } from './paths.ts';

test('what names one thing of many is taken out of a path', () => {
  assert.equal(pathOf('/users/42'), '/users/{id}');
  assert.equal(pathOf('/users/42/orders/9f1b0c7e-3a52-4a0e-9f5c-1d2e3f4a5b6c?full=1'), '/users/{id}/orders/{id}');
  assert.equal(pathOf('/files/d41d8cd98f00b204e9800998ecf8427e'), '/files/{id}');
  assert.equal(pathOf('/files/d41d8cd98f00b204e9800998ecf8427e.pdf'), '/files/{id}');
  assert.equal(pathOf('/reset/ann%40example.com'), '/reset/{email}');
  assert.equal(pathOf('http://shop.example/cart?token=abc'), '/cart');
  assert.equal(pathOf('/'), '/');
});

test('numbers are numbers however they are written', () => {
  for (const segment of ['12%2C5', '%2B49%20170%201234567', '+49%20(170)%201234567', '(0170)%201234567', '2026-01-31', '%34%32', '-7'])
    assert.equal(pathOf(`/call/${segment}/now`), '/call/{id}/now', segment);
});

test('secrets in a path do not leave', () => {
  assert.doesNotMatch(pathOf('/login?password=hunter2'), /hunter2/);
  assert.doesNotMatch(pathOf('/k/ghp_16C7e42F292c6912E7710c838347Ae178B4a'), /16C7e42F/);
});

test('letters alone are a secret where they are too many and too random for a name', () => {
  for (const segment of [
    'kjsdhfkjshdfkjhsdkfjh',
    'xqzvbnwrtpkjhgfd',
    'aBcDeFgHiJkLmNoPqRsT',
    'WkRtQzPvXmLsNbHgJdFc',
    'pzQkWvHt-nXrLbJm_cDy',
    'k%6Asdhfkjshdfkjhsdkfjh',
  ])
    assert.equal(pathOf(`/x/${segment}`), '/x/{id}', segment);
});

test('behind a word that asks for a token, what may be one is one', () => {
  for (const path of ['/reset/abcdefghijklmnop', '/invite/Xk9dPq2w', '/share/aBcdEfgh', '/password/qwertzui1'])
    assert.equal(pathOf(path), path.replace(/[^/]+$/, '{id}'));
});

test('names stay, long ones too', () => {
  for (const path of [
    '/api/v2/items',
    '/api/v2/internationalization',
    '/ListBucketAnalyticsConfigurations',
    '/getUserAccountInformation/notification-preferences',
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    '/validatingwebhookconfigurations/horizontalpodautoscalers',
    '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    '/Benutzereinstellungen',
    '/password/reset/confirm',
    '/token/introspection',
    '/verify/email',
    '/assets/main-Ab3_xY9z.js',
    '/caf%C3%A9',
    '/%zz',
    '/{already}',
  ])
    assert.equal(pathOf(path), path);
});
