import { type Static, Type } from 'typebox';
import { route } from './route.ts';

/** Plain text in Markdown, to be rendered as text. */
const Runbook = Type.Object({
  name: Type.String(),
  meaning: Type.String({ description: 'what it means' }),
  see: Type.String({ description: 'how to see it in Sonde' }),
  act: Type.String({ description: 'what to do' }),
  ignore: Type.String({ description: 'when to ignore it' }),
});

export type Runbook = Static<typeof Runbook>;

/** How each part begins in the file. */
const parts = { meaning: 'Means', see: 'See', act: 'Do', ignore: 'Ignore' } as const;

/** Of `# Runbooks`, `## NAME` and below it a paragraph for each part: `**Means.** …`. Throws where one lacks a part. */
export function runbooksIn(markdown: string): ReadonlyMap<string, Runbook> {
  const [, ...sections] = markdown.split(/^## /m);
  return new Map(
    sections.map((section) => {
      const name = section.slice(0, section.indexOf('\n')).trim();
      const part = (begins: string): string => {
        const [, text] = new RegExp(`^\\*\\*${begins}\\.\\*\\* ([^\\n]+(?:\\n[^\\n]+)*)`, 'm').exec(section) ?? [];
        if (text === undefined) throw new Error(`the runbook ${name} has no **${begins}.**`);
        return text;
      };
      return [name, { name, meaning: part(parts.meaning), see: part(parts.see), act: part(parts.act), ignore: part(parts.ignore) }];
    }),
  );
}

export const runbookRoutes = {
  'GET /api/runbooks/:name': route('/api/runbooks/:name', 'What to do about an alert.', {
    params: Type.Object({ name: Type.String({ pattern: '^[A-Za-z0-9]{1,64}$' }) }),
    reply: Runbook,
  }),
} as const;
