import { LayoutDashboard } from 'lucide-react';
import type { Page } from '../../ui/page.ts';
import { OverviewPage } from './overview-page.tsx';

export const overview: Page = {
  path: '/overview',
  title: 'Overview',
  icon: LayoutDashboard,
  followsTime: true,
  followsScope: false,
  render: () => <OverviewPage />,
};
