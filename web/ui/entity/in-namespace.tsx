import type { ReactNode } from 'react';

/** Tells those of one name apart, and gives way to the name. */
export function InNamespace({ of }: { readonly of: string | undefined }): ReactNode {
  if (of === undefined || of === '') return null;
  return (
    <span className="cut quiet in-namespace" title={of}>
      {of}
    </span>
  );
}
