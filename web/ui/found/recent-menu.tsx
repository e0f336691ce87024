import './download-menu.css';
import { History } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { recent, remember } from '../recent.ts';
import type { What } from './sources.ts';

/** What one types for so long is meant. */
const meantMs = 3000;

interface Props {
  readonly what: What;
  /** What is asked now, without an error. */
  readonly query: string;
  readonly onTake: (query: string) => void;
}

/** What was searched for before, in this browser. */
export function RecentMenu({ what, query, onTake }: Props): ReactNode {
  const [queries, setQueries] = useState<readonly string[]>([]);
  useEffect(() => {
    if (query.trim() === '') return;
    const timer = setTimeout(() => remember(`searched.${what}`, query), meantMs);
    return () => clearTimeout(timer);
  }, [what, query]);
  return (
    <MenuTrigger onOpenChange={() => setQueries(recent(`searched.${what}`))}>
      <Button className="control control-box">
        <History className="icon" size={14} aria-hidden="true" />
        Recent
      </Button>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu
          className="found-menu found-recent"
          aria-label="Recent searches"
          onAction={(key) => onTake(String(key))}
          renderEmptyState={() => <p>Nothing was searched for yet.</p>}
        >
          {queries.map((one) => (
            <MenuItem key={one} id={one} className="found-menu-item" textValue={one}>
              <code>{one}</code>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
