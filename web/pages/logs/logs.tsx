import { ScrollText } from 'lucide-react';
import type { Page } from '../../ui/page.ts';
import { LogsPage } from './logs-page.tsx';

export const logs: Page = { path: '/logs', title: 'Logs', icon: ScrollText, followsTime: true, followsScope: true, render: () => <LogsPage /> };
