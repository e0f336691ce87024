import { ChevronDown, Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { exact } from '../../lib/quantity.ts';
import { bounds, type TimeScope } from '../../lib/time.ts';

const formats = [
  { id: 'ndjson', name: 'NDJSON', says: 'all of each line' },
  { id: 'csv', name: 'CSV', says: 'for a spreadsheet' },
  { id: 'text', name: 'Text', says: 'the lines as they were written' },
] as const;

/** The address of the file; the window is that of now. */
function hrefOf(format: string, time: TimeScope, query: string): string {
  const { fromMs, toMs } = bounds(time, Date.now());
  const window = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  return `/api/logs/download?${new URLSearchParams({ ...window, ...(query === '' ? {} : { query }), format })}`;
}

interface Props {
  readonly time: TimeScope;
  readonly query: string;
  readonly total: number | undefined;
}

/** What is found, as a file of any length. */
export function DownloadMenu({ time, query, total }: Props): ReactNode {
  const save = (format: string) => {
    const link = document.createElement('a');
    link.href = hrefOf(format, time, query);
    link.download = '';
    link.click();
  };
  return (
    <MenuTrigger>
      <Button className="control control-box" isDisabled={total === undefined || total === 0}>
        <Download className="icon" size={14} aria-hidden="true" />
        Download
        <ChevronDown className="icon icon-quiet" size={12} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu className="log-menu" aria-label="Download as" onAction={(key) => save(String(key))}>
          <MenuSection>
            <Header>{exact(total ?? 0)} lines, oldest first</Header>
            {formats.map(({ id, name, says }) => (
              <MenuItem key={id} id={id} className="log-menu-item" textValue={name}>
                {name} <span className="quiet">{says}</span>
              </MenuItem>
            ))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
