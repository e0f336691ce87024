import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { mapEngine } from '../engine/map-engine.ts';

const forms = [
  { id: 'svg', says: 'SVG, as shown' },
  { id: 'png', says: 'PNG, as shown' },
] as const;

async function save(form: (typeof forms)[number]['id']): Promise<void> {
  const file = await mapEngine().export(form);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `sonde-map-${new Date().toISOString().slice(0, 16).replace(':', '-')}.${form}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The picture as a file. */
export function ExportMenu(): ReactNode {
  return (
    <MenuTrigger>
      <Button className="control control-square" aria-label="Save the picture">
        <Download className="icon" size={14} aria-hidden="true" />
      </Button>
      <Popover className="map-menu" placement="bottom end">
        <Menu aria-label="Save the picture as" onAction={(key) => void save(key === 'png' ? 'png' : 'svg')}>
          {forms.map(({ id, says }) => (
            <MenuItem key={id} id={id} className="map-menu-item">
              {says}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
