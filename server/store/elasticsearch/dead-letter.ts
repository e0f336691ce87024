import { StoreError } from '../store.ts';
import type { BulkTold, Dead, Document, Written } from './bulk.ts';

/** Of a record that is too large to be kept as a dead letter. */
const cutSigns = 64 << 10;

/** What Elasticsearch does not take in any form, kept with the reason for who looks into it. */
function deadLetter({ document: { kind, day, id, text }, reason }: Dead): Document {
  const letter = (record: string) => JSON.stringify({ at: new Date().toISOString(), kind, reason, record });
  return { kind: 'dead-letter', day, id: `${kind}.${id}`, text: letter(text), plain: () => letter(text.slice(0, cutSigns).toWellFormed()) };
}

/** Without Kafka they have no topic: an index of their day keeps them, with what else is given. Fails where it takes one of them in no form. */
export async function keepDead(
  write: (documents: readonly Document[]) => Promise<Written>,
  dead: readonly Dead[],
  { onDead, beside = [] }: Pick<BulkTold, 'onDead'> & { readonly beside?: readonly Document[] } = {},
): Promise<void> {
  const documents = [...beside, ...dead.map(deadLetter)];
  if (documents.length === 0) return;
  const [refused] = (await write(documents)).dead;
  if (refused !== undefined) throw new StoreError('failed', `Elasticsearch does not take ${refused.document.id}: ${refused.reason}`);
  const [first] = dead;
  if (first !== undefined) onDead?.(dead.length, first.reason);
}
