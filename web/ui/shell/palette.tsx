import './palette.css';
import { Search } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { Autocomplete, Button, Dialog, Header, Input, Menu, MenuItem, MenuSection, Modal, ModalOverlay, TextField } from 'react-aria-components';
import { everything, isInScope, readScope, writeScope } from '../../lib/scope.ts';
import { windowOf } from '../../lib/time.ts';
import { useOffers } from '../actions.ts';
import { useClusters } from '../clusters.ts';
import { go, usePlace } from '../location.ts';
import type { Page } from '../page.ts';
import { useRoute } from '../queries.ts';
import { recent, remember } from '../recent.ts';
import { useTime } from '../time-scope.ts';
import { actionItems, type Group, groupsOf, hostItems, type Item, nodeItems, pageItems } from './palette-items.ts';
import { usePageChange } from './rail.tsx';
import { useShellActions } from './shell-actions.ts';

/** Everything that can be searched; nodes are asked for when the palette opens. */
function useSources(pages: readonly Page[]) {
  const [time] = useTime();
  const changeTo = usePageChange();
  const { data, error } = useRoute('GET /api/names', time, () => windowOf(time, Date.now()));
  const nodePage = pages.find(({ opensNode }) => opensNode !== undefined);
  const scope = readScope(usePlace().query);
  const clusters = useClusters();
  const openNode = (id: string) => {
    const to = nodePage?.opensNode?.(id);
    const node = data?.nodes.find((one) => one.id === id);
    // What is found outside of the scope is not on a map that keeps to it.
    const outside = node !== undefined && !isInScope(node, scope, clusters);
    if (to !== undefined) go({ path: to.path ?? '/', set: { ...changeTo('').set, ...(outside && writeScope(everything)), ...to.set } });
  };
  const actions = [...useOffers(), ...useShellActions()];
  const toPage = (path: string) => go(changeTo(path));
  const sources = {
    nodes: [...nodeItems(data?.nodes ?? [], { onMap: openNode, toPage }), ...hostItems(clusters.keys(), { toPage })],
    pages: pageItems(pages, ({ path }) => toPage(path)),
    actions: actionItems(actions),
  };
  return { sources, error, loading: data === undefined && error === null };
}

function Choice({ item: { id, title, detail, icon: Icon } }: { readonly item: Item }): ReactNode {
  return (
    <MenuItem className="menu-item palette-item" id={id} textValue={title}>
      <Icon className="icon" size={14} aria-hidden="true" />
      <span className="cut">{title}</span>
      <span className="quiet cut">{detail}</span>
    </MenuItem>
  );
}

function Choices({ groups, onChoose }: { readonly groups: readonly Group[]; readonly onChoose: (item: Item) => void }): ReactNode {
  const choose = (key: unknown) => {
    const item = groups.flatMap(({ items }) => items).find(({ id }) => id === key);
    if (item !== undefined) onChoose(item);
  };
  return (
    <Menu className="palette-menu" aria-label="Found" onAction={choose} renderEmptyState={() => <p className="palette-none">Nothing has this name.</p>}>
      {groups.map(({ title, items }) => (
        <MenuSection key={title}>
          <Header className="palette-title">{title}</Header>
          {items.map((item) => (
            <Choice key={item.id} item={item} />
          ))}
        </MenuSection>
      ))}
    </Menu>
  );
}

function Content({ pages, onDone }: { readonly pages: readonly Page[]; readonly onDone: () => void }): ReactNode {
  const [typed, setTyped] = useState('');
  const used = useMemo(() => recent('recent'), []);
  const { sources, error, loading } = useSources(pages);
  const choose = (item: Item) => {
    remember('recent', item.id);
    onDone();
    item.run();
  };
  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped}>
      <TextField className="palette-field" aria-label="Search, go to, or do" autoFocus>
        <Search className="icon icon-quiet" size={16} aria-hidden="true" />
        <Input placeholder="Search, go to, or do" spellCheck="false" autoComplete="off" />
        <kbd>Esc</kbd>
      </TextField>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section className="palette-list" aria-label="What was found" tabIndex={0}>
        <Choices groups={groupsOf(typed, { ...sources, recent: used })} onChoose={choose} />
      </section>
      {loading && <p className="palette-note">Nodes are being looked up</p>}
      {error !== null && <p className="palette-note">Nodes could not be looked up: {error.message}</p>}
    </Autocomplete>
  );
}

/** Opens and closes by Ctrl K, wherever one is. */
function useShortcut(toggle: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      toggle();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [toggle]);
}

/** The box in the top bar, and the palette that it opens: things by name, pages, and what can be done. */
export function Palette({ pages }: { readonly pages: readonly Page[] }): ReactNode {
  const [open, setOpen] = useState(false);
  const toggle = useMemo(() => () => setOpen((now) => !now), []);
  useShortcut(toggle);
  return (
    <>
      <Button className="search" onPress={toggle} aria-haspopup="dialog" aria-keyshortcuts="Control+K">
        <Search className="icon" size={14} aria-hidden="true" />
        <span className="cut">Search, go to, or do</span>
        <kbd>Ctrl K</kbd>
      </Button>
      <ModalOverlay className="palette-back" isOpen={open} onOpenChange={setOpen} isDismissable>
        <Modal className="palette">
          <Dialog className="palette-dialog" aria-label="Search, go to, or do">
            <Content pages={pages} onDone={() => setOpen(false)} />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}
