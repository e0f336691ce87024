import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { notices } from './notices.ts';

/** The page is empty until the script has run, so waiting for it costs nothing and spares a flash of the wrong theme. */
const blockRender: Plugin = {
  name: 'block-render',
  transformIndexHtml: { order: 'post', handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"') },
};

const here = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root: here,
  base: '/',
  plugins: [react(), blockRender, notices()],
  worker: { format: 'es' },
  build: {
    outDir: fileURLToPath(new URL('../.build/web', import.meta.url)),
    emptyOutDir: true,
    // Nothing inline: the Content-Security-Policy allows this origin's files only, and no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    // One file: the pages share nearly all of it.
    chunkSizeWarningLimit: 900,
  },
});
