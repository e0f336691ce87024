import type { ReactNode } from 'react';

/** Shown for 401: the cookie is missing or was made for an earlier data folder. */
export function SignedOut(): ReactNode {
  return (
    <main className="signed-out">
      <h1>This console needs its token</h1>
      <p>
        Open the address that <code>./sonde up</code> printed when it was ready. It ends in <code>?token=…</code> and signs this browser in.
      </p>
      <p className="dim">
        Not at hand? On the host, the token is the content of <code>server/console.token</code> in Sonde’s data folder, which only root can read:
      </p>
      <pre>sudo cat /var/lib/sonde/server/console.token</pre>
      <p className="dim">
        Then open <code>{`${location.origin}/?token=`}</code> followed by it.
      </p>
    </main>
  );
}
