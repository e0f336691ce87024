import './language.ts';
import './fonts.css';
import './tokens.css';
import './base.css';
import './ui/shell/shell.css';
import './ui/parts.css';
import './ui/page.css';
import './ui/table/table.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { pages } from './pages/pages.ts';
import { startPreferences } from './ui/preferences.ts';
import { queryClient } from './ui/queries.ts';
import { Shell } from './ui/shell/shell.tsx';

const fontsWithinMs = 400;

/** Text that is first drawn in another font would jump, on the canvas too; but a slow font keeps nobody waiting. */
async function fontsReady(): Promise<void> {
  const wanted = ['400 13px Inter', '600 13px Inter', '400 12px "JetBrains Mono"'].map((font) => document.fonts.load(font, 'a\u202f→'));
  await Promise.race([Promise.allSettled(wanted), new Promise((resolve) => setTimeout(resolve, fontsWithinMs))]);
}

startPreferences();
const root = document.getElementById('root');
if (root === null) throw new Error('finding the root of the page');
await fontsReady();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient()}>
      <Shell pages={pages} />
    </QueryClientProvider>
  </StrictMode>,
);
