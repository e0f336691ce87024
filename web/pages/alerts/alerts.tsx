import { Bell } from 'lucide-react';
import type { Page } from '../../ui/page.ts';
import { AlertsPage } from './alerts-page.tsx';

export const alerts: Page = { path: '/alerts', title: 'Alerts', icon: Bell, followsTime: false, followsScope: false, render: () => <AlertsPage /> };
