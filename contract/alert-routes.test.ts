import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertRoutes } from './alert-routes.ts';
import { deliveryRoutes, receiverRoutes } from './receiver-routes.ts';
import { ruleRoutes } from './rule-routes.ts';
import { runbookRoutes } from './runbooks.ts';
import { silenceRoutes } from './silence-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

test('each route of alerts is named by its method and its path', () => {
  const all = { ...alertRoutes, ...ruleRoutes, ...silenceRoutes, ...receiverRoutes, ...deliveryRoutes, ...webhookRoutes, ...runbookRoutes };
  for (const [name, { method, url }] of Object.entries(all)) assert.equal(name, `${method} ${url}`);
});
