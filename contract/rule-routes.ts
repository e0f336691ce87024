import { Type } from 'typebox';
import { route } from './route.ts';
import { Backtest, BacktestInput, NewRule, Preview, PreviewInput, Rule, RuleInput, RuleSwitch, Rules, ruleName } from './rules.ts';

const params = Type.Object({ name: ruleName });

export const ruleRoutes = {
  'GET /api/rules': route('/api/rules', 'All rules with their state, history and noise.', { reply: Rules }),
  'POST /api/rules': route('/api/rules', 'Adds a rule. One that Prometheus would not take is refused, with where and a hint.', {
    method: 'POST',
    body: NewRule,
    reply: Rule,
  }),
  'PUT /api/rules/:name': route('/api/rules/:name', 'Changes a rule that was added here.', { method: 'PUT', params, body: RuleInput, reply: Rule }),
  'DELETE /api/rules/:name': route('/api/rules/:name', 'Removes a rule that was added here.', {
    method: 'DELETE',
    params,
    reply: Type.Object({ removed: Type.Boolean() }),
  }),
  'PUT /api/rules/:name/switch': route('/api/rules/:name/switch', 'Switches a rule off, or on again; ours can be switched, too.', {
    method: 'PUT',
    params,
    body: RuleSwitch,
    reply: Rule,
  }),
  'POST /api/rules/preview': route('/api/rules/preview', 'What a rule looks at, over time.', { method: 'POST', body: PreviewInput, reply: Preview }),
  'POST /api/rules/backtest': route('/api/rules/backtest', 'How often and how long a rule would have fired.', {
    method: 'POST',
    body: BacktestInput,
    reply: Backtest,
  }),
} as const;
