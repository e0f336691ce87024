import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AgentReport, CollectorReport } from '#contract/doctor.ts';
import { duration, percent, rate, wholeCount } from '../../lib/quantity.ts';
import { uptimeSeconds } from '../../ui/agent.ts';
import { Mark } from '../../ui/entity/mark.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { Maybe, Num } from '../../ui/numbers.tsx';

type Program = CollectorReport['programs'][number];

const add = (losses: CollectorReport['lost']): number => Object.values(losses).reduce((sum, lost) => sum + lost, 0);

function ProgramRow({ name, hook, runsPerSecond, nsPerRun }: Program): ReactNode {
  return (
    <tr className="program">
      <th scope="row">
        <code>{name}</code>
      </th>
      <td>
        <code>{hook}</code>
      </td>
      <td className="right">
        <Num of={rate(runsPerSecond)} exactly={runsPerSecond} />
      </td>
      <td className="right">
        <Maybe value={nsPerRun === 0 ? null : nsPerRun / 1e9} format={duration} />
      </td>
      <td className="right">
        <Num of={percent((runsPerSecond * nsPerRun) / 1e9)} />
      </td>
      <td />
      <td />
    </tr>
  );
}

function State({ up, reason }: CollectorReport): ReactNode {
  return (
    <span className="status-line">
      {!up && <Mark state="critical" />}
      {up ? <span className="quiet">up</span> : <span className="text-critical">{reason}</span>}
    </span>
  );
}

/** Collectors whose programs are shown, as `node/collector`, in the URL. */
const openKey = 'open';

function useOpen(id: string): [boolean, () => void] {
  const { query } = usePlace();
  const ids = (query.get(openKey) ?? '').split(',').filter((one) => one !== '');
  const open = ids.includes(id);
  const next = open ? ids.filter((one) => one !== id) : [...ids, id];
  return [open, () => go({ set: { [openKey]: next.length === 0 ? undefined : next.join(',') } }, 'replace')];
}

interface RowsProps {
  readonly node: string;
  readonly collector: CollectorReport;
  readonly seconds: number;
}

/** Its name opens its programs; one that has none is only a name. */
function CollectorName({ collector, open, onTurn }: { readonly collector: CollectorReport; readonly open: boolean; readonly onTurn: () => void }): ReactNode {
  const words = (
    <>
      {collector.name} <span className="quiet">{collector.help}</span>
    </>
  );
  if (collector.programs.length === 0) return <span className="collector-bare">{words}</span>;
  return (
    <button type="button" aria-expanded={open} onClick={onTurn}>
      <ChevronRight className="icon icon-quiet" size={14} aria-hidden="true" />
      {words}
    </button>
  );
}

function CollectorRows({ node, collector, seconds }: RowsProps): ReactNode {
  const [open, turn] = useOpen(`${node}/${collector.name}`);
  const lost = add(collector.lost);
  const perSecond = collector.programs.reduce((sum, { runsPerSecond }) => sum + runsPerSecond, 0);
  return (
    <tbody>
      <tr className="collector">
        <th scope="row">
          <CollectorName collector={collector} open={open} onTurn={turn} />
        </th>
        <td>
          <State {...collector} />
        </td>
        <td className="right">{collector.programs.length === 0 ? null : <Num of={rate(perSecond)} />}</td>
        <td />
        <td className="right">
          <Num of={percent(collector.cpuSecondsKernel / seconds)} />
        </td>
        <td className="right">
          <Num of={percent(collector.cpuSecondsAgent / seconds)} />
        </td>
        <td className={lost > 0 ? 'right text-warning' : 'right'}>
          <Num of={wholeCount(lost)} />
        </td>
      </tr>
      {open && collector.programs.map((program) => <ProgramRow key={program.name} {...program} />)}
    </tbody>
  );
}

/** Every collector with its programs, and what each costs. */
export function Collectors({ report, atMs }: { readonly report: AgentReport; readonly atMs: number }): ReactNode {
  const seconds = uptimeSeconds(report, atMs);
  return (
    <div className="table-scroll">
      <table className="table cost">
        <colgroup>
          <col />
          <col className="cost-hook" />
          <col className="cost-number" />
          <col className="cost-number" />
          <col className="cost-number" />
          <col className="cost-number" />
          <col className="cost-number" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Collector, program</th>
            <th scope="col">State, hook</th>
            <th scope="col" className="right">
              Runs
            </th>
            <th scope="col" className="right">
              Per run
            </th>
            <th scope="col" className="right">
              Kernel CPU
            </th>
            <th scope="col" className="right">
              Agent CPU
            </th>
            <th scope="col" className="right">
              Lost
            </th>
          </tr>
        </thead>
        {report.collectors.map((collector) => (
          <CollectorRows key={collector.name} node={report.node} collector={collector} seconds={seconds} />
        ))}
      </table>
    </div>
  );
}
