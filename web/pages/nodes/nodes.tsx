import { Server } from 'lucide-react';
import type { Page } from '../../ui/page.ts';
import { NodePage } from './node-page.tsx';
import { NodesPage } from './nodes-page.tsx';

export const nodes: Page = {
  path: '/nodes',
  title: 'Nodes',
  icon: Server,
  followsTime: false,
  followsScope: true,
  render: () => <NodesPage />,
  entity: (node) => <NodePage key={node} node={node} />,
};
