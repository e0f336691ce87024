import type { Rule } from '#contract/rules.ts';
import { severityOrder } from '../../../lib/alert-words.ts';
import { exact } from '../../../lib/quantity.ts';
import { ruleId } from '../../../lib/rule-id.ts';
import { ago, span } from '../../../lib/time.ts';
import { FiredStrip } from '../../../ui/alerts/fired-strip.tsx';
import { SeverityWord } from '../../../ui/alerts/severity.tsx';
import { Link } from '../../../ui/link.tsx';
import type { Column } from '../../../ui/table/table.tsx';
import { opens, ruleKey } from '../place.ts';
import { NoiseCell, RuleState } from './rule-state.tsx';
import { stateOrder } from './rule-words.ts';
import type { Fired } from './use-fired.ts';

const evaluatedMs = ({ evaluatedAt }: Rule): number | null => (evaluatedAt === null ? null : Date.parse(evaluatedAt));

export function ruleColumns(fired: Fired | undefined, nowMs: number): Column<Rule>[] {
  return [
    {
      id: 'name',
      title: 'Rule',
      width: 232,
      key: ruleId,
      cell: (rule) => (
        <Link id={`${ruleKey}-${ruleId(rule)}`} className="rule-name" data-opens-panel to={opens(ruleKey, ruleId(rule))}>
          <span className="cut">{rule.name}</span>
          {rule.aspect !== null && <span className="quiet">{rule.aspect}</span>}
          {!rule.builtIn && <span className="quiet">yours</span>}
        </Link>
      ),
    },
    { id: 'state', title: 'State', width: 152, key: ({ state }) => stateOrder.indexOf(state), cell: (rule) => <RuleState rule={rule} /> },
    {
      id: 'severity',
      title: 'Severity',
      width: 84,
      key: ({ severity }) => severityOrder.indexOf(severity),
      cell: ({ severity }) => <SeverityWord severity={severity} />,
    },
    {
      id: 'alerts',
      title: 'Alerts',
      width: 64,
      numeric: true,
      key: ({ alerts }) => alerts,
      cell: ({ alerts }) => (alerts === 0 ? <span className="quiet">0</span> : exact(alerts)),
    },
    {
      id: 'evaluated',
      title: 'Evaluated',
      width: 92,
      key: evaluatedMs,
      cell: (rule) => {
        const atMs = evaluatedMs(rule);
        return atMs === null ? <span className="quiet">never</span> : ago(atMs, nowMs);
      },
    },
    {
      id: 'week',
      roomy: true,
      title: 'Last 7 days',
      width: 156,
      key: ({ history }) => (history.lastFiredAt === null ? null : Date.parse(history.lastFiredAt)),
      cell: (rule) =>
        fired === undefined ? null : (
          <FiredStrip {...fired} spans={fired.spans.get(ruleId(rule)) ?? []} knownFromMs={Math.max(fired.knownFromMs, Date.parse(rule.history.from))} />
        ),
    },
    { id: 'fired', roomy: true, title: 'Fired', width: 60, numeric: true, key: ({ history }) => history.fired, cell: ({ history }) => exact(history.fired) },
    {
      id: 'time',
      roomy: true,
      title: 'Time firing',
      width: 92,
      numeric: true,
      key: ({ history }) => history.firingSeconds,
      cell: ({ history }) => (history.firingSeconds === 0 ? <span className="quiet">0</span> : span(history.firingSeconds)),
    },
    { id: 'noise', roomy: true, title: 'Noise', width: 132, key: ({ noise }) => noise?.score ?? null, cell: ({ noise }) => <NoiseCell noise={noise} /> },
    {
      id: 'owner',
      roomy: true,
      title: 'Owner',
      width: 92,
      key: ({ owner }) => owner,
      cell: ({ owner }) => (owner === '' ? <span className="quiet">nobody’s</span> : owner),
    },
    { id: 'domain', roomy: true, title: 'Domain', width: 84, spare: true, key: ({ domain }) => domain, cell: ({ domain }) => domain },
  ];
}
