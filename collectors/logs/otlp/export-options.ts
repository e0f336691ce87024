import type { ContainerName } from '../../identity/container-names.ts';
import type { InputCounts, LogCounts } from '../counts.ts';
import type { BatchBuilder } from '../lines/batch-builder.ts';
import type { Address } from '../listening.ts';

export interface ExportOptions {
  readonly at: Address;
  readonly builder: BatchBuilder;
  readonly counts: LogCounts & InputCounts;
  /** Whether what waits for the server is so much that the oldest of it will soon be lost. */
  readonly isCrowded: () => boolean;
  readonly containerName: (id: string) => ContainerName;
  readonly onTrouble: (trouble: unknown) => void;
}
