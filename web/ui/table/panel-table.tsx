import './panel-table.css';
import type { ReactNode } from 'react';

export interface PanelColumn {
  readonly title: string;
  /** What there is no room for in the title. */
  readonly says?: string;
  /** The column without one takes what the others leave. */
  readonly widthPx?: number;
  readonly numeric?: boolean;
}

interface Props {
  readonly label: string;
  readonly className: string;
  readonly columns: readonly PanelColumn[];
  readonly children: ReactNode;
}

/** A table that is as wide as the panel; its children are the rows. */
export function PanelTable({ label, className, columns, children }: Props): ReactNode {
  return (
    <table className={`panel-table ${className}`}>
      <caption className="unseen">{label}</caption>
      <colgroup>
        {columns.map(({ title, widthPx }) => (
          <col key={title} style={{ width: widthPx }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map(({ title, says, numeric = false }) => (
            <th key={title} scope="col" title={says} className={numeric ? 'right' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
