import './scope-picker.css';
import { Check, ChevronsUpDown, Layers2, Search, Server } from 'lucide-react';
import { Fragment, type ReactNode, useMemo, useState } from 'react';
import { Autocomplete, Button, Dialog, DialogTrigger, Input, ListBox, ListBoxItem, Popover, SearchField, useFilter } from 'react-aria-components';
import type { HostNode } from '#contract/nodes.ts';
import type { Names } from '#contract/routes.ts';
import { type Clusters, isInScope, narrows, readScope, type Scope, writeScope } from '../../lib/scope.ts';
import { byName } from '../../lib/sorting.ts';
import { useClusters } from '../clusters.ts';
import { useNames } from '../entity/names.ts';
import { go, usePlace } from '../location.ts';

interface Choice {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
}

interface CrumbProps {
  readonly label: string;
  readonly text: string;
  readonly icon?: ReactNode;
  readonly choices: readonly Choice[];
  readonly chosen: readonly string[];
  readonly several?: boolean;
  readonly onChoose: (ids: readonly string[]) => void;
}

const searchFrom = 8;

/** Only while they are open are they in order: there may be ten thousand, and new ones each few seconds. */
function Options({ choices, chosen, label, several = false, onChoose }: CrumbProps): ReactNode {
  const inOrder = useMemo(() => choices.toSorted(byName), [choices]);
  return (
    <ListBox
      className="menu scope-list"
      aria-label={label}
      items={inOrder}
      selectionMode={several ? 'multiple' : 'single'}
      selectedKeys={chosen}
      onSelectionChange={(keys) => onChoose(keys === 'all' ? [] : [...keys].map(String))}
      renderEmptyState={() => <p className="palette-none">Nothing has this name.</p>}
    >
      {({ id, name, detail }) => (
        <ListBoxItem className="menu-item" id={id} textValue={name}>
          {({ isSelected }) => (
            <>
              <span className="scope-check">{isSelected && <Check className="icon" size={14} aria-hidden="true" />}</span>
              <span className="cut">{name}</span>
              <span className="quiet">{detail}</span>
            </>
          )}
        </ListBoxItem>
      )}
    </ListBox>
  );
}

/** One level of the scope: what is chosen, and a list that can be searched. */
function Crumb(props: CrumbProps): ReactNode {
  const { label, text, icon, choices, chosen, several = false, onChoose } = props;
  const [open, setOpen] = useState(false);
  const { contains } = useFilter({ sensitivity: 'base' });
  const choose = (ids: readonly string[]) => {
    onChoose(ids);
    if (!several) setOpen(false);
  };
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button className={chosen.length === 0 ? 'scope-crumb scope-crumb-all' : 'scope-crumb'} aria-label={`${label}: ${text}`}>
        {icon}
        <span className="cut">{text}</span>
        <ChevronsUpDown className="icon icon-quiet" size={12} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom start" offset={6}>
        <Dialog className="scope-dialog" aria-label={label}>
          <Autocomplete filter={contains}>
            {choices.length > searchFrom && (
              <SearchField className="scope-search" aria-label={`Search: ${label}`} autoFocus>
                <Search className="icon icon-quiet" size={14} aria-hidden="true" />
                <Input placeholder="Search" />
              </SearchField>
            )}
            <Options {...props} onChoose={choose} />
          </Autocomplete>
          {chosen.length > 0 && (
            <Button className="scope-reset" onPress={() => choose([])}>
              Show all
            </Button>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function counted(values: readonly string[]): Choice[] {
  const counts = Map.groupBy(values, (value) => value);
  return [...counts].map(([name, all]) => ({ id: name, name, detail: String(all.length) }));
}

const runs = ({ kind }: Names['nodes'][number]): boolean => kind === 'process' || kind === 'systemd' || kind === 'container';

/** The levels that leave a choice, with what there is to choose within those above. */
function crumbsOf(nodes: Names['nodes'], scope: Scope, clusters: Clusters): CrumbProps[] {
  const set = (change: Partial<Scope>) => go({ set: writeScope({ ...scope, ...change }) });
  const within = (above: Partial<Scope>) => nodes.filter((node) => !node.own && isInScope(node, { ...scope, workload: undefined, ...above }, clusters));
  const namespaces = counted(within({ namespaces: [] }).flatMap(({ namespace = '' }) => (namespace === '' ? [] : [namespace])));
  const workloads = within({})
    .filter(runs)
    .map(({ id, name, namespace = '' }): Choice => ({ id, name, detail: namespace }));
  const { namespaces: some, workload } = scope;
  const [only] = some;
  return [
    {
      label: 'Namespaces',
      text: some.length === 0 ? 'all namespaces' : some.length === 1 && only !== undefined ? only : `${some.length} of ${namespaces.length} namespaces`,
      choices: namespaces,
      chosen: some,
      several: true,
      onChoose: (ids: readonly string[]) => set({ namespaces: ids, workload: undefined }),
    },
    {
      label: 'Workload',
      text: workload === undefined ? 'all workloads' : (workloads.find(({ id }) => id === workload)?.name ?? workload),
      choices: workloads,
      chosen: workload === undefined ? [] : [workload],
      onChoose: ([id]: readonly string[]) => set({ workload: id }),
    },
  ].filter(({ choices, chosen }) => choices.length > 1 || chosen.length > 0);
}

function Place({ hosts, clusters, scope }: { readonly hosts: readonly HostNode[]; readonly clusters: Clusters; readonly scope: Scope }): ReactNode {
  const choices = counted([...clusters.values()]);
  const [only] = hosts;
  if (choices.length > 1 || scope.cluster !== undefined) {
    return (
      <Crumb
        label="Cluster"
        icon={<Layers2 className="icon" size={16} aria-hidden="true" />}
        text={scope.cluster ?? 'all clusters'}
        choices={choices}
        chosen={scope.cluster === undefined ? [] : [scope.cluster]}
        onChoose={([cluster]) => go({ set: writeScope({ cluster, namespaces: [], workload: undefined }) })}
      />
    );
  }
  return (
    <span className="scope-host" title={hosts.map(({ node }) => node).join(', ')}>
      {only !== undefined && <Server className="icon" size={16} aria-hidden="true" />}
      <span className="cut">{hosts.length > 1 ? `${hosts.length} hosts` : only?.node}</span>
    </span>
  );
}

/** Where the levels stand on pages that are about everything, or about one thing. */
function Unused(): ReactNode {
  return (
    <span className="now" title="This page is the same in every scope; the one that was chosen is kept for the others.">
      not narrowed
    </span>
  );
}

/** What one looks at: the host or the cluster, and as far as there is a choice, namespaces and a workload. */
export function ScopePicker({ hosts, followed }: { readonly hosts: readonly HostNode[]; readonly followed: boolean }): ReactNode {
  const { query } = usePlace();
  const clusters = useClusters();
  const scope = useMemo(() => readScope(query), [query]);
  const names = useNames();
  const crumbs = useMemo(() => {
    const known = names === undefined || names === 'unknown' ? [] : names;
    return followed ? crumbsOf(known, scope, clusters) : [];
  }, [followed, names, scope, clusters]);
  return (
    <fieldset className="scope">
      <legend className="unseen">Scope</legend>
      <Place hosts={hosts} clusters={clusters} scope={scope} />
      {!followed && narrows(scope) && <Unused />}
      {crumbs.map((crumb, index) => (
        <Fragment key={crumb.label}>
          {(index > 0 || hosts.length > 0) && (
            <span className="scope-slash" aria-hidden="true">
              /
            </span>
          )}
          <Crumb {...crumb} />
        </Fragment>
      ))}
    </fieldset>
  );
}
