import { type Static, Type } from 'typebox';

/** What the server tells the supervisor over IPC: the rules that people made, as Prometheus reads them, and those of Sonde's own that are off. */
export const RulesChanged = Type.Object(
  {
    rules: Type.Object(
      { user: Type.String({ maxLength: 8 << 20 }), off: Type.Array(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{0,63}$' }), { maxItems: 1000 }) },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type RulesChanged = Static<typeof RulesChanged>;
