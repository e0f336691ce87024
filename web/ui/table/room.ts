import { useMemo } from 'react';
import type { WindowedColumn } from './table.tsx';

/** Beside a panel those that matter most, and the one that the rows are sorted by; the same while they are the same, or each row is made anew. */
export function useRoomFor<Shown extends Pick<WindowedColumn<never>, 'id' | 'roomy'>>(
  visible: readonly Shown[],
  isBesidePanel: boolean,
  sort: string | null,
): readonly Shown[] {
  return useMemo(
    () => (isBesidePanel ? visible.filter(({ id, roomy }) => roomy !== true || id === sort?.replace('-', '')) : visible),
    [visible, isBesidePanel, sort],
  );
}
