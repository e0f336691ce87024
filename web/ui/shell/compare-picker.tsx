import { Check, ChevronDown, GitCompareArrows } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { type Comparison, compareKey, comparisons, readCompare } from '../../lib/compare.ts';
import { go, usePlace } from '../location.ts';

export const comparesWith = (comparison: Comparison | undefined) => ({ set: { [compareKey]: comparison?.id } });

const none = 'none';

/** What the numbers of the panels are compared with. */
export function ComparePicker(): ReactNode {
  const chosen = readCompare(usePlace().query);
  return (
    <MenuTrigger>
      <Button className="control compare" aria-label={chosen === undefined ? 'Compare' : `Compare ${chosen.label}`}>
        <GitCompareArrows className="icon" size={14} aria-hidden="true" />
        <span className="dim">Compare</span>
        {chosen !== undefined && <b>{chosen.label}</b>}
        <ChevronDown className="icon icon-quiet" size={14} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu
          className="menu"
          aria-label="Compare with"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[chosen?.id ?? none]}
          onSelectionChange={(keys) => go(comparesWith(comparisons.find(({ id }) => keys !== 'all' && keys.has(id))))}
        >
          <Choice id={none} label="With nothing" />
          {comparisons.map(({ id, label }) => (
            <Choice key={id} id={id} label={label} />
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Choice({ id, label }: { readonly id: string; readonly label: string }): ReactNode {
  return (
    <MenuItem className="menu-item" id={id} textValue={label}>
      {({ isSelected }) => (
        <>
          {label}
          {isSelected && <Check className="icon" size={14} aria-hidden="true" />}
        </>
      )}
    </MenuItem>
  );
}
