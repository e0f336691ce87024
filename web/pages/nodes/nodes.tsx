import { Server } from 'lucide-react';
import type { Page } from '../../ui/page.ts';
import { NodesPage } from './nodes-page.tsx';

export const nodes: Page = { path: '/nodes', title: 'Nodes', icon: Server, followsTime: false, render: () => <NodesPage /> };
