import { Table2, WandSparkles, Waypoints } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, ToggleButton, ToggleButtonGroup, Tooltip, TooltipTrigger } from 'react-aria-components';
import { FindBox } from '../../../ui/find-box.tsx';
import { go } from '../../../ui/location.ts';
import type { Facts } from '../engine/protocol.ts';
import { useEngineState } from '../engine/use-engine.ts';
import { type Filters, type QuickFilter, quickFilters, writeQuick } from '../model/filters.ts';
import { mapFields } from '../model/map-fields.ts';
import { ExportMenu } from './export-menu.tsx';
import { LayoutMenu } from './layout-menu.tsx';
import { useTidy } from './tidy.ts';

export type Form = 'map' | 'table';

function only<Choice extends string>(keys: Iterable<unknown>, choices: readonly Choice[]): Choice | undefined {
  const [key] = keys;
  return choices.find((choice) => choice === key);
}

/** A search is one step of the back button, however many keys it took. */
function search(from: string, to: string): void {
  go({ set: { find: to === '' ? undefined : to } }, (from === '') === (to === '') ? 'replace' : 'push');
}

const examples = [
  { text: 'errors>1% p99>200ms', says: 'connections on which requests fail, and are slow' },
  { text: 'ns=shop,data -kind=host', says: 'of two namespaces, without hosts' },
  { text: 'port=5432 failed>0%', says: 'connects to a port that fail' },
  { text: 'client=checkout /post|redis/', says: 'from one, to whom a regular expression finds' },
] as const;

function MapFind({ filters, facts }: { readonly filters: Filters; readonly facts: Facts }): ReactNode {
  const values = useEngineState((state) => state.values);
  return (
    <FindBox
      label="Find"
      placeholder="Name, port, errors>1%"
      text={filters.find}
      asked={filters.asked}
      fields={mapFields}
      valuesOf={(field) => values.get(field) ?? []}
      examples={examples}
      onChange={(find) => search(filters.find, find)}
    >
      {facts.found !== undefined && (
        <output className="map-found">
          {facts.found} of {facts.total}
        </output>
      )}
    </FindBox>
  );
}

function QuickFilters({ filters, facts }: { readonly filters: Filters; readonly facts: Facts }): ReactNode {
  const toggle = (id: QuickFilter, on: boolean) => {
    const quick = new Set(filters.quick);
    if (on) quick.add(id);
    else quick.delete(id);
    go({ set: { show: writeQuick(quick) } });
  };
  return (
    <fieldset className="map-quick">
      <legend className="unseen">Quick filters</legend>
      {quickFilters.map(({ id, label }) => (
        <ToggleButton key={id} className="quick" isSelected={filters.quick.has(id)} onChange={(on) => toggle(id, on)}>
          {label} {facts.counts[id] !== undefined && <span>{facts.counts[id]}</span>}
        </ToggleButton>
      ))}
      <ToggleButton className="quick quick-own" isSelected={filters.own} onChange={(own) => go({ set: { own: own ? '1' : undefined } })}>
        Sonde’s own <span>{facts.counts.own}</span>
      </ToggleButton>
    </fieldset>
  );
}

function TidyButton(): ReactNode {
  const { tidy, running } = useTidy();
  return (
    <TooltipTrigger delay={400}>
      <Button className="control control-square" aria-label="Tidy" onPress={tidy} isPending={running}>
        <WandSparkles className="icon" size={14} aria-hidden="true" />
      </Button>
      <Tooltip className="tooltip" placement="bottom end">
        Tidy: give every workload a new place, for all who look at this map.
      </Tooltip>
    </TooltipTrigger>
  );
}

/** Find and quick filters; what they narrow is dimmed or hidden, on the map and in its table. */
export function Toolbar({ filters, facts, form }: { readonly filters: Filters; readonly facts: Facts; readonly form: Form }): ReactNode {
  return (
    <search className="map-bar" aria-label="Find and filter">
      <ToggleButtonGroup
        className="segments"
        aria-label="What does not match is"
        disallowEmptySelection
        selectedKeys={[filters.rest]}
        onSelectionChange={(keys) => go({ set: { rest: only(keys, ['dim', 'hide']) === 'hide' ? 'hide' : undefined } })}
      >
        <ToggleButton id="dim" aria-label="Dim the rest">
          Find
        </ToggleButton>
        <ToggleButton id="hide" aria-label="Hide the rest">
          Hide
        </ToggleButton>
      </ToggleButtonGroup>
      <MapFind filters={filters} facts={facts} />
      <QuickFilters filters={filters} facts={facts} />
      {form === 'map' && <LayoutMenu />}
      <TidyButton />
      <ToggleButtonGroup
        className="segments"
        aria-label="Show as"
        disallowEmptySelection
        selectedKeys={[form]}
        onSelectionChange={(keys) => go({ set: { as: only(keys, ['map', 'table']) === 'table' ? 'table' : undefined, sort: undefined } })}
      >
        <ToggleButton id="map" aria-label="Map">
          <Waypoints className="icon" size={14} aria-hidden="true" />
        </ToggleButton>
        <ToggleButton id="table" aria-label="Table">
          <Table2 className="icon" size={14} aria-hidden="true" />
        </ToggleButton>
      </ToggleButtonGroup>
      {form === 'map' && <ExportMenu />}
    </search>
  );
}
