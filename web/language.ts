import { writable } from './lib/language.ts';

const language = writable(navigator.language);
// The charts format numbers in the browser's language as soon as they are loaded, and a C locale says one that no browser can write.
if (language !== navigator.language) Object.defineProperty(navigator, 'language', { value: language, configurable: true });
