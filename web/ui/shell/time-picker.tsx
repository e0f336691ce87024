import { Check, ChevronDown, Clock } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { bounds, fromInput, ranges, type TimeScope, toInput, windowLabel, type Zone } from '../../lib/time.ts';
import { useNow } from '../now.ts';
import { usePreferences } from '../preferences.ts';
import { useTime } from '../time-scope.ts';

interface FormProps {
  readonly time: TimeScope;
  readonly zone: Zone;
  readonly onChoose: (time: TimeScope) => void;
}

function CustomRange({ time, zone, onChoose }: FormProps): ReactNode {
  const { fromMs, toMs } = bounds(time, Date.now());
  const [from, setFrom] = useState(toInput(fromMs, zone));
  const [to, setTo] = useState(toInput(toMs, zone));
  const start = fromInput(from, zone);
  const end = fromInput(to, zone);
  const problem = rangeProblem(start, end);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === undefined) onChoose({ kind: 'fixed', from: new Date(start).toISOString(), to: new Date(end).toISOString() });
  };
  return (
    <form className="time-custom" onSubmit={submit}>
      <label>
        From
        <input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        To
        <input type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      <p className="time-zone">{problem ?? (zone === 'UTC' ? 'In UTC' : 'In your own zone')}</p>
      <Button type="submit" className="control control-accent" isDisabled={problem !== undefined}>
        Show this time
      </Button>
    </form>
  );
}

function rangeProblem(start: number, end: number): string | undefined {
  if (Number.isNaN(start) || Number.isNaN(end)) return 'Both need a date and a time';
  return start < end ? undefined : 'From has to be before To';
}

function label(time: TimeScope): string {
  if (time.kind === 'fixed') return 'From–to';
  return ranges.find((range) => range.id === time.range)?.label ?? '';
}

export function TimePicker(): ReactNode {
  const [time, setTime] = useTime();
  const { zone } = usePreferences();
  const [open, setOpen] = useState(false);
  const nowMs = useNow(15_000);
  const { fromMs, toMs } = bounds(time, nowMs);
  const choose = (chosen: TimeScope) => {
    setTime(chosen);
    setOpen(false);
  };
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button className="control">
        <span className="unseen">Time range: </span>
        <Clock className="icon" size={14} aria-hidden="true" />
        <b>{label(time)}</b> <span className="dim">{windowLabel(fromMs, toMs, nowMs, zone)}</span>
        <ChevronDown className="icon icon-quiet" size={14} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Dialog className="time" aria-label="Time range">
          <ul>
            {ranges.map((range) => {
              const chosen = time.kind !== 'fixed' && time.range === range.id;
              return (
                <li key={range.id}>
                  <Button aria-pressed={chosen} onPress={() => choose({ kind: 'live', range: range.id })}>
                    {range.label}
                    {chosen && <Check className="icon" size={14} aria-hidden="true" />}
                  </Button>
                </li>
              );
            })}
          </ul>
          <CustomRange key={String(open)} time={time} zone={zone} onChoose={choose} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
