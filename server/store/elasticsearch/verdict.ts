import { type Static, Type } from 'typebox';

/** What became of one document of a bulk request, as Elasticsearch tells it. */
export const Item = Type.Object({
  status: Type.Integer(),
  error: Type.Optional(Type.Object({ type: Type.String(), reason: Type.Optional(Type.Union([Type.String(), Type.Null()])) })),
});

export type Verdict = 'stored' | 'known' | { readonly later: string } | { readonly homeless: string } | { readonly refused: string };

/** What is about the document itself: it is the same whenever it is sent. */
const ofDocument = new Set([
  'document_parsing_exception',
  'mapper_parsing_exception',
  'mapper_exception',
  'strict_dynamic_mapping_exception',
  'max_bytes_length_exceeded_exception',
  'x_content_parse_exception',
  'parsing_exception',
]);
/** Of illegal arguments some are the document’s, others the cluster’s: too many shards, a shard that is full, a pipeline that is not there. */
const illegalOfDocument =
  /immense (term|field)|bytes can be at most|Limit of (total fields|mapping depth|nested fields)|cannot be changed from|merge a non.?object mapping|object mapping .* can't be changed/;

/** Only what concerns the document is refused for good; all else may be mended by whoever looks after the cluster, and is taken then. */
export function verdictOf({ status, error }: Static<typeof Item> = { status: 500 }): Verdict {
  if (status < 300) return 'stored';
  if (status === 409) return 'known';
  const why = (error === undefined ? `status ${status}` : `${error.type}: ${error.reason ?? ''}`).slice(0, 1000);
  if (error?.type === 'index_not_found_exception') return { homeless: why };
  const isPoison = status < 500 && status !== 429 && isOfDocument(error);
  return isPoison ? { refused: why } : { later: why };
}

function isOfDocument(error: Static<typeof Item>['error']): boolean {
  if (error === undefined) return false;
  return ofDocument.has(error.type) || (error.type === 'illegal_argument_exception' && illegalOfDocument.test(error.reason ?? ''));
}
