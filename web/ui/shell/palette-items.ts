import type { LucideIcon } from 'lucide-react';
import { FileText, Server } from 'lucide-react';
import type { Names } from '#contract/routes.ts';
import { fuzzy, ranked } from '../../lib/fuzzy.ts';
import type { Action } from '../actions.ts';
import { icons } from '../entity/kind.tsx';
import { drawnAs, kindWords } from '../entity/kind-words.ts';
import type { Page } from '../page.ts';
import { nodePath, runs, workloadPath } from '../runs.ts';

export interface Item {
  readonly id: string;
  readonly title: string;
  /** What it is, beside its name. */
  readonly detail: string;
  readonly icon: LucideIcon;
  /** What it is found by, where that is not what it shows. */
  readonly sought?: string;
  readonly run: () => void;
}

export interface Group {
  readonly title: string;
  readonly items: readonly Item[];
}

type Node = Names['nodes'][number];

export const actionItems = (actions: readonly Action[]): Item[] => actions.map((action) => ({ ...action, id: `do:${action.id}`, detail: '' }));

export const pageItems = (pages: readonly Page[], open: (page: Page) => void): Item[] =>
  pages.map((page) => ({ id: `page:${page.path}`, title: page.title, detail: 'Page', icon: page.icon ?? FileText, run: () => open(page) }));

interface Ways {
  readonly onMap: (id: string) => void;
  readonly toPage: (path: string) => void;
}

/** Each on the map, and what has a page of its own there as well. */
export const nodeItems = (nodes: readonly Node[], { onMap, toPage }: Ways): Item[] =>
  nodes.flatMap((node) => {
    const is = node.namespace === undefined || node.namespace === '' ? kindWords[node.kind] : `${node.namespace}, ${kindWords[node.kind]}`;
    const common = { title: node.name, icon: icons[drawnAs(node)], sought: `${node.name} ${is}` };
    const map = { ...common, id: `node:${node.id}`, detail: `${is}, on the map`, run: () => onMap(node.id) };
    return runs(node) ? [map, { ...common, id: `page-of:${node.id}`, detail: `${is}, its page`, run: () => toPage(workloadPath(node.id)) }] : [map];
  });

/** The observed hosts, whether or not they are on the map. */
export const hostItems = (hosts: Iterable<string>, { toPage }: Pick<Ways, 'toPage'>): Item[] =>
  [...hosts].map((host) => ({
    ...{ id: `page-of-host:${host}`, title: host, detail: 'Node, its page', sought: `${host} Node`, icon: Server },
    run: () => toPage(nodePath(host)),
  }));

/** Nearly each of them stands there twice. */
const mostNodes = 30;
const mostOthers = 8;
const mostRecent = 5;

const textOf = ({ title, detail, sought = `${title} ${detail}` }: Item): string => sought;

interface Sources {
  readonly nodes: readonly Item[];
  readonly pages: readonly Item[];
  readonly actions: readonly Item[];
  /** Ids, the latest first. */
  readonly recent: readonly string[];
}

function untyped({ nodes, pages, actions, recent }: Sources): Group[] {
  const byId = new Map([...nodes, ...pages, ...actions].map((item) => [item.id, item]));
  const latest = recent.flatMap((id) => byId.get(id) ?? []).slice(0, mostRecent);
  const rest = (items: readonly Item[]) => items.filter((item) => !latest.includes(item));
  return [
    { title: 'Recent', items: latest },
    { title: 'Go to', items: rest(pages) },
    { title: 'Do', items: rest(actions) },
  ];
}

/** What answers to what was typed, the group with the best answer first; before a key, what was used last. */
export function groupsOf(typed: string, sources: Sources): Group[] {
  const best = (items: readonly Item[], most: number) => ranked(typed, items, textOf, most);
  const groups =
    typed.trim() === ''
      ? untyped(sources)
      : [
          { title: 'Nodes', items: best(sources.nodes, mostNodes) },
          { title: 'Go to', items: best(sources.pages, mostOthers) },
          { title: 'Do', items: best(sources.actions, mostOthers) },
        ].sort((a, b) => scoreOf(typed, b) - scoreOf(typed, a));
  return groups.filter(({ items }) => items.length > 0);
}

function scoreOf(typed: string, { items: [first] }: Group): number {
  return (first && fuzzy(typed, textOf(first))) ?? Number.NEGATIVE_INFINITY;
}
