import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { notices } from './notices.ts';

/** The page is empty until the script has run, so waiting for it costs nothing and spares a flash of the wrong theme. */
const blockRender: Plugin = {
  name: 'block-render',
  transformIndexHtml: { order: 'post', handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"') },
};

const firstFonts = /^assets\/(inter|jetbrains-mono)-(latin-wght-normal|signs)-/;

/** The page waits for the fonts of its first text: they come beside the script, not after it. */
const preloadFonts: Plugin = {
  name: 'preload-fonts',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((file) => firstFonts.test(file))
        .map((file) => ({ tag: 'link', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${file}` }, injectTo: 'head' })),
  },
};

const here = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root: here,
  base: '/',
  plugins: [react(), blockRender, preloadFonts, notices()],
  worker: { format: 'es' },
  build: {
    outDir: fileURLToPath(new URL('../.build/web', import.meta.url)),
    emptyOutDir: true,
    // Nothing inline: the Content-Security-Policy allows this origin's files only, and no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    // One file: the pages share nearly all of it.
    chunkSizeWarningLimit: 950,
  },
});
