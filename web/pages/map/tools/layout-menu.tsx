import { LayoutGrid, type LucideIcon, Share2, Workflow } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { type Change, go, usePlace } from '../../../ui/location.ts';
import { standpointKey } from '../engine/standpoint.ts';
import { type Arrangement, arrangements, readArrangement } from '../layout/arrangement.ts';

export const layouts: Readonly<Record<Arrangement, { readonly name: string; readonly says: string; readonly icon: LucideIcon }>> = {
  flow: { name: 'Flow', says: 'left to right, along the calls', icon: Workflow },
  grid: { name: 'Grid', says: 'in rows, by name', icon: LayoutGrid },
  force: { name: 'Force', says: 'what is linked stands together', icon: Share2 },
};

/** Where one looked from is nowhere in another layout. */
export const laysOut = (as: Arrangement): Change => ({ set: { layout: as === 'flow' ? undefined : as, [standpointKey]: undefined } });

/** How the map is laid out, for who looks now. */
export function LayoutMenu(): ReactNode {
  const { query } = usePlace();
  const shown = readArrangement(query);
  const Icon = layouts[shown].icon;
  const choose = (keys: 'all' | Iterable<unknown>) => {
    const [key] = keys === 'all' ? [] : keys;
    go(laysOut(arrangements.find((one) => one === key) ?? 'flow'));
  };
  return (
    <MenuTrigger>
      <Button className="control control-square" aria-label={`Layout: ${layouts[shown].name}`}>
        <Icon className="icon" size={14} aria-hidden="true" />
      </Button>
      <Popover className="map-menu" placement="bottom end">
        <Menu aria-label="Layout" selectionMode="single" disallowEmptySelection selectedKeys={[shown]} onSelectionChange={choose}>
          {arrangements.map((one) => (
            <MenuItem key={one} id={one} textValue={layouts[one].name} className="map-menu-item">
              {layouts[one].name} <span className="quiet">{layouts[one].says}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
