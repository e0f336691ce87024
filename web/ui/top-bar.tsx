import { Clock, Monitor, Moon, Server, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Switch, Tooltip, TooltipTrigger } from 'react-aria-components';
import { clockSeconds, type TimeScope } from '../lib/time.ts';
import { useLiveState } from './live.ts';
import { prefer, usePreferences } from './preferences.ts';
import { TimePicker } from './time-picker.tsx';
import { useTime } from './time-scope.ts';

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

function liveWords(time: TimeScope, newer: number, zone: 'local' | 'UTC'): string {
  if (time.kind === 'live') return 'Live';
  if (time.kind === 'fixed') return 'Live';
  const at = `Paused at ${clockSeconds(Date.parse(time.to), zone)}`;
  return newer === 0 ? at : `${at}, ${newer} newer`;
}

function LiveSwitch(): ReactNode {
  const [time, setTime] = useTime();
  const { newer, connection } = useLiveState();
  const { zone } = usePreferences();
  const turn = (on: boolean) => {
    const range = time.kind === 'fixed' ? '15m' : time.range;
    setTime(on ? { kind: 'live', range } : { kind: 'paused', range, to: new Date().toISOString() });
  };
  return (
    <Switch className="control live" isSelected={time.kind === 'live'} onChange={turn}>
      <span className={connection === 'polling' ? 'live-pip live-pip-polling' : 'live-pip'} aria-hidden="true" />
      {liveWords(time, newer, zone)}
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

/** What one looks at (the hosts), and when. */
export function TopBar({ hosts, followsTime }: { readonly hosts: readonly string[]; readonly followsTime: boolean }): ReactNode {
  const [only] = hosts;
  return (
    <header className="top">
      <div className="scope" title={hosts.join(', ')}>
        {only !== undefined && <Server className="icon" size={16} aria-hidden="true" />}
        <span className="cut">{hosts.length > 1 ? `${hosts.length} hosts` : only}</span>
      </div>
      <div className="when">
        {followsTime ? <TimePicker /> : <Now />}
        <LiveSwitch />
        <ZoneButton />
        <ThemeButton />
      </div>
    </header>
  );
}
