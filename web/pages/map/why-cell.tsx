import type { ReactNode } from 'react';
import type { Health } from '#contract/reply.ts';
import { reasonsText } from '../../lib/words.ts';
import { Bell } from '../../ui/entity/bell.tsx';
import { none } from '../../ui/numbers.tsx';
import { newMark } from './model/changed.ts';
import type { RowMarks } from './model/rows.ts';

/** Why a row is not well, and what the map marks it by: an alert that fires, and what changed. */
export function WhyCell({ health: { reasons }, isAlerted, mark }: RowMarks & { readonly health: Health }): ReactNode {
  const said = [...reasons, ...(mark === undefined ? [] : [mark])];
  if (said.length === 0 && !isAlerted) return none;
  return (
    <span className="status-line" title={reasonsText(said)}>
      {isAlerted && <Bell />}
      {mark !== undefined && (
        <svg className="bell" width="10" height="10" viewBox="0 0 10 10" role="img" aria-label={mark === newMark ? newMark : 'changed'}>
          <path d="m5 0 5 5-5 5-5-5Z" />
        </svg>
      )}
      <span className="cut">{said[0]}</span>
    </span>
  );
}
