import type { Face } from './protocol.ts';

const family = 'Inter';

/** Addresses in a style sheet are relative to it. */
const absolute = (source: string, base: string): string => source.replace(/url\("?([^")]+)"?\)/g, (_, path: string) => `url("${new URL(path, base).href}")`);

function facesOf(sheet: CSSStyleSheet): Face[] {
  return [...sheet.cssRules].flatMap((rule) => {
    if (!(rule instanceof CSSFontFaceRule)) return [];
    const of = (name: string) => rule.style.getPropertyValue(name);
    if (of('font-family').replaceAll('"', '') !== family) return [];
    const descriptors = { style: of('font-style'), weight: of('font-weight'), unicodeRange: of('unicode-range') };
    return [{ family, source: absolute(of('src'), sheet.href ?? location.href), descriptors }];
  });
}

/** The faces that the page's style sheets bring, for a worker, which sees none of them. */
export const pageFaces = (): Face[] => [...document.styleSheets].flatMap(facesOf);
