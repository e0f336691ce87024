import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import type { Reply } from '#contract/routes.ts';
import { useLive } from '../live.ts';
import { go, usePlace } from '../location.ts';
import type { Page } from '../page.ts';
import { useRoute, useSignedOut } from '../queries.ts';
import { useTime } from '../time-scope.ts';
import { Toasts } from '../toast.tsx';
import { Rail } from './rail.tsx';
import { SignedOut } from './signed-out.tsx';
import { TopBar } from './top-bar.tsx';

function toMend(doctor: Reply<'GET /api/doctor'> | undefined): Parameters<typeof Rail>[0]['counts'] {
  const all = [...(doctor?.checks ?? []), ...(doctor?.hosts ?? []).flatMap(({ report }) => report?.checks ?? [])];
  const wrong = all.filter((check) => check.state === 'warning' || check.state === 'failed');
  if (wrong.length === 0) return {};
  return { '/doctor': { text: String(wrong.length), says: `${wrong.length} to mend`, critical: wrong.some((check) => check.state === 'failed') } };
}

const homeOf = (pages: readonly Page[]): Page | undefined => pages.find(({ home }) => home === true) ?? pages[0];

function NotHere({ pages }: { readonly pages: readonly Page[] }): ReactNode {
  const first = homeOf(pages);
  return (
    <main className="page">
      <div className="empty">
        <h1>There is no such page</h1>
        <p>
          <a href={first?.path}>Go to the {first?.title.toLowerCase()}</a>
        </p>
      </div>
    </main>
  );
}

interface Shown {
  readonly page: Page;
  /** Of the thing whose page it is. */
  readonly id?: string;
}

/** What is no address at all is told as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function shownAt(pages: readonly Page[], path: string): Shown | undefined {
  const page = pages.find((candidate) => path === candidate.path || (candidate.entity !== undefined && path.startsWith(`${candidate.path}/`)));
  if (page === undefined || path === page.path) return page && { page };
  const id = decoded(path.slice(page.path.length + 1));
  return id === '' ? undefined : { page, id };
}

function contentOf({ page, id }: Shown): ReactNode {
  return id === undefined || page.entity === undefined ? page.render() : page.entity(id);
}

/** Without the kind: `process:checkout.ts` is called `checkout.ts`. */
const nameOf = (id: string): string => id.slice(id.indexOf(':') + 1);

export function Shell({ pages }: { readonly pages: readonly Page[] }): ReactNode {
  const { path } = usePlace();
  const [time] = useTime();
  const signedOut = useSignedOut();
  const doctor = useRoute('GET /api/doctor', undefined, () => ({}));
  useLive(useQueryClient(), time.kind === 'live' ? undefined : Date.parse(time.to));
  const first = homeOf(pages);
  const shown = shownAt(pages, path);
  const title = shown && (shown.id === undefined ? shown.page.title : nameOf(shown.id));
  useEffect(() => {
    if (path === '/' && first !== undefined) go({ path: first.path }, 'replace');
  }, [path, first]);
  useEffect(() => {
    document.title = title === undefined ? 'Sonde' : `${title} · Sonde`;
  }, [title]);
  if (signedOut) return <SignedOut />;
  return (
    <>
      <Rail pages={pages} counts={toMend(doctor.data)} />
      <TopBar
        hosts={doctor.data?.hosts ?? []}
        pages={pages}
        followsTime={shown === undefined || shown.page.followsTime || shown.id !== undefined}
        followsCompare={shown !== undefined && (shown.page.followsCompare === true || shown.id !== undefined)}
        followsScope={shown === undefined || (shown.page.followsScope && shown.id === undefined)}
      />
      {shown === undefined ? path !== '/' && <NotHere pages={pages} /> : contentOf(shown)}
      <Toasts />
    </>
  );
}
