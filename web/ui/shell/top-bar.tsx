import { Clock, Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Switch, Tooltip, TooltipTrigger } from 'react-aria-components';
import type { HostNode } from '#contract/nodes.ts';
import type { TimeScope } from '../../lib/time.ts';
import { useLiveState } from '../live.ts';
import type { Page } from '../page.ts';
import { prefer, usePreferences } from '../preferences.ts';
import { useTime } from '../time-scope.ts';
import { ComparePicker } from './compare-picker.tsx';
import { Palette } from './palette.tsx';
import { ScopePicker } from './scope-picker.tsx';
import { TimePicker } from './time-picker.tsx';

const themes = {
  system: { icon: Monitor, next: 'light', says: 'Theme: as the system' },
  light: { icon: Sun, next: 'dark', says: 'Theme: light' },
  dark: { icon: Moon, next: 'system', says: 'Theme: dark' },
} as const;

function ThemeButton(): ReactNode {
  const { theme } = usePreferences();
  const { icon: Icon, next, says } = themes[theme];
  return (
    <TooltipTrigger delay={400}>
      <Button className="control control-square" aria-label={says} onPress={() => prefer({ theme: next })}>
        <Icon className="icon" size={16} aria-hidden="true" />
      </Button>
      <Tooltip className="tooltip" placement="bottom end">
        {says}. Press for {next === 'system' ? 'the system’s' : next}.
      </Tooltip>
    </TooltipTrigger>
  );
}

function ZoneButton(): ReactNode {
  const { zone } = usePreferences();
  return (
    <TooltipTrigger delay={400}>
      <Button
        className="control zone"
        aria-label={zone === 'UTC' ? 'Times in UTC' : 'Times in the local zone'}
        onPress={() => prefer({ zone: zone === 'UTC' ? 'local' : 'UTC' })}
      >
        {zone === 'UTC' ? 'UTC' : 'Local'}
      </Button>
      <Tooltip className="tooltip" placement="bottom end">
        Times are shown in {zone === 'UTC' ? 'UTC' : 'your own zone'}. Press to switch.
      </Tooltip>
    </TooltipTrigger>
  );
}

function LiveWords({ kind, newer }: { readonly kind: TimeScope['kind']; readonly newer: number }): ReactNode {
  if (kind === 'live') return 'Live';
  if (kind === 'fixed') return 'Chosen time';
  return (
    <span>
      Paused<span className="live-why"> while you read</span>
      {newer > 0 && `, ${newer} newer`}
    </span>
  );
}

function LiveSwitch(): ReactNode {
  const [time, setTime] = useTime();
  const { newer, connection } = useLiveState();
  const turn = (on: boolean) => {
    const range = time.kind === 'fixed' ? '15m' : time.range;
    setTime(on ? { kind: 'live', range } : { kind: 'paused', range, to: new Date().toISOString() });
  };
  return (
    <Switch className="control live" isSelected={time.kind === 'live'} onChange={turn}>
      <span className={connection === 'polling' ? 'live-pip live-pip-polling' : 'live-pip'} aria-hidden="true" />
      <LiveWords kind={time.kind} newer={newer} />
      <span className="switch" aria-hidden="true" />
    </Switch>
  );
}

/** Where the picker stands on pages that only know the present. */
function Now(): ReactNode {
  return (
    <span className="now" title="This page shows the present; the time range is kept for the others.">
      <Clock className="icon" size={14} aria-hidden="true" />
      Now
    </span>
  );
}

interface Props {
  readonly hosts: readonly HostNode[];
  readonly pages: readonly Page[];
  readonly followsTime: boolean;
  readonly followsCompare: boolean;
  readonly followsScope: boolean;
}

/** What one looks at, what one looks for, and when. */
export function TopBar({ hosts, pages, followsTime, followsCompare, followsScope }: Props): ReactNode {
  return (
    <header className="top">
      <ScopePicker hosts={hosts} followed={followsScope} />
      <Palette pages={pages} />
      <div className="when">
        {followsTime ? <TimePicker /> : <Now />}
        <LiveSwitch />
        {followsCompare && <ComparePicker />}
        <ZoneButton />
        <ThemeButton />
      </div>
    </header>
  );
}
