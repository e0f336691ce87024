import { type Static, Type } from 'typebox';

/** IPC message of the server to the supervisor: rules have changed. `off`: those of Sonde's own that are not to be evaluated. */
export const RulesChanged = Type.Object(
  {
    rules: Type.Object(
      { off: Type.Array(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{0,63}$' }), { maxItems: 1000 }) },
      {
        additionalProperties: false,
      },
    ),
  },
  { additionalProperties: false },
);
export type RulesChanged = Static<typeof RulesChanged>;
