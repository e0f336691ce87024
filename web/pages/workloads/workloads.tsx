import { Boxes } from 'lucide-react';
import type { Page } from '../../ui/page.ts';
import { WorkloadPage } from './workload-page.tsx';
import { WorkloadsPage } from './workloads-page.tsx';

export const workloads: Page = {
  path: '/workloads',
  title: 'Workloads',
  icon: Boxes,
  followsTime: true,
  followsScope: true,
  render: () => <WorkloadsPage />,
  entity: (id) => <WorkloadPage key={id} id={id} />,
};
