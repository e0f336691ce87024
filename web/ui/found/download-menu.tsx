import './download-menu.css';
import { ChevronDown, Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { exact } from '../../lib/quantity.ts';
import { bounds, type TimeScope } from '../../lib/time.ts';
import { foundRoutes, type What } from './sources.ts';

const formats = [
  { id: 'ndjson', name: 'NDJSON', says: 'all of each' },
  { id: 'csv', name: 'CSV', says: 'for a spreadsheet' },
  { id: 'text', name: 'Text', says: 'as it was written' },
] as const;

/** The address of the file; the window is that of now. */
function hrefOf(what: What, format: string, time: TimeScope, query: string): string {
  const { fromMs, toMs } = bounds(time, Date.now());
  const window = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  return `${foundRoutes[what].download}?${new URLSearchParams({ ...window, ...(query === '' ? {} : { query }), format })}`;
}

interface Props {
  readonly what: What;
  readonly time: TimeScope;
  readonly query: string;
  readonly total: number | undefined;
}

/** What is found, as a file of any length. */
export function DownloadMenu({ what, time, query, total }: Props): ReactNode {
  const save = (format: string) => {
    const link = document.createElement('a');
    link.href = hrefOf(what, format, time, query);
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
        <Menu className="found-menu" aria-label="Download as" onAction={(key) => save(String(key))}>
          <MenuSection>
            <Header>
              {exact(total ?? 0)} {what}, oldest first
            </Header>
            {formats.map(({ id, name, says }) => (
              <MenuItem key={id} id={id} className="found-menu-item" textValue={name}>
                {name} <span className="quiet">{says}</span>
              </MenuItem>
            ))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
