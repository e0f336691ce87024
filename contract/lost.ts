import { Type } from 'typebox';

export const Lost = Type.Object({
  total: Type.Number({ description: 'events lost in the window' }),
  ratio: Type.Number({ description: '0 to 1' }),
  byReason: Type.Array(Type.Object({ node: Type.String(), collector: Type.String(), reason: Type.String(), count: Type.Number() })),
});
