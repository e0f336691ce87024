import { Stethoscope } from 'lucide-react';
import type { Page } from '../../ui/page.ts';
import { DoctorPage } from './doctor-page.tsx';

export const doctor: Page = { path: '/doctor', title: 'Doctor', icon: Stethoscope, followsTime: false, followsScope: false, render: () => <DoctorPage /> };
