import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import type { Reply } from '#contract/routes.ts';
import { useLive } from './live.ts';
import { go, usePlace } from './location.ts';
import type { Page } from './page.ts';
import { useRoute, useSignedOut } from './queries.ts';
import { Rail } from './rail.tsx';
import { SignedOut } from './signed-out.tsx';
import { useTime } from './time-scope.ts';
import { Toasts } from './toast.tsx';
import { TopBar } from './top-bar.tsx';

function toMend(doctor: Reply<'GET /api/doctor'> | undefined): Parameters<typeof Rail>[0]['counts'] {
  const wrong = (doctor?.checks ?? []).filter((check) => check.state === 'warning' || check.state === 'failed');
  if (wrong.length === 0) return {};
  return { '/doctor': { text: String(wrong.length), says: `${wrong.length} to mend`, critical: wrong.some((check) => check.state === 'failed') } };
}

function NotHere({ pages }: { readonly pages: readonly Page[] }): ReactNode {
  const [first] = pages;
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

export function Shell({ pages }: { readonly pages: readonly Page[] }): ReactNode {
  const { path } = usePlace();
  const [time] = useTime();
  const signedOut = useSignedOut();
  const doctor = useRoute('GET /api/doctor', undefined, () => ({}));
  useLive(useQueryClient(), time.kind === 'live' ? undefined : Date.parse(time.to));
  const [first] = pages;
  const page = pages.find((candidate) => candidate.path === path);
  useEffect(() => {
    if (path === '/' && first !== undefined) go({ path: first.path }, 'replace');
  }, [path, first]);
  useEffect(() => {
    document.title = page === undefined ? 'Sonde' : `${page.title} · Sonde`;
  }, [page]);
  if (signedOut) return <SignedOut />;
  return (
    <>
      <Rail pages={pages} counts={toMend(doctor.data)} />
      <TopBar hosts={doctor.data?.hosts ?? []} pages={pages} followsTime={page?.followsTime ?? true} />
      {page === undefined ? path !== '/' && <NotHere pages={pages} /> : page.render()}
      <Toasts />
    </>
  );
}
