import type { Ruling } from '../rules/open.ts';
import type { Handlers } from './handlers.ts';

type RuleRoutes =
  | 'GET /api/rules'
  | 'POST /api/rules'
  | 'PUT /api/rules/:name'
  | 'DELETE /api/rules/:name'
  | 'PUT /api/rules/:name/switch'
  | 'POST /api/rules/preview'
  | 'POST /api/rules/backtest';

export const ruleRoutes = ({ rules, trials }: Ruling): Pick<Handlers, RuleRoutes> => ({
  'GET /api/rules': () => rules.list(),
  'POST /api/rules': ({ body }) => rules.add(body),
  'PUT /api/rules/:name': ({ params, body }) => rules.change(params.name, body),
  'DELETE /api/rules/:name': ({ params }) => rules.remove(params.name),
  'PUT /api/rules/:name/switch': ({ params, body }) => rules.switch(params.name, body.on),
  'POST /api/rules/preview': ({ body, signal }) => trials.preview(body, signal),
  'POST /api/rules/backtest': ({ body, signal }) => trials.backTest(body, signal),
});
