import { CalendarClock } from 'lucide-react';
import type { Page } from '../../ui/page.ts';
import { EventsPage } from './events-page.tsx';

export const events: Page = { path: '/events', title: 'Events', icon: CalendarClock, followsTime: true, followsScope: true, render: () => <EventsPage /> };
