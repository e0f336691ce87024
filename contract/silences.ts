import { type Static, Type } from 'typebox';
import { alertId } from './alerts.ts';
import { Moment, momentInput } from './reply.ts';
import { literals } from './schema.ts';

export const Matcher = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$', maxLength: 128 }),
    value: Type.String({ maxLength: 1024 }),
    isRegex: Type.Boolean(),
    isEqual: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type Matcher = Static<typeof Matcher>;

const matchers = Type.Array(Matcher, { minItems: 1, maxItems: 16, description: 'all have to be true; one at least has to match more than nothing' });
const who = Type.String({ minLength: 1, maxLength: 128 });
const why = Type.String({ minLength: 1, maxLength: 1024 });

export const silenceId = Type.String({ pattern: '^[0-9a-f-]{8,64}$' });

export const Silence = Type.Object({
  id: Type.String(),
  state: literals(['active', 'pending', 'expired'] as const),
  matchers: Type.Array(Matcher),
  from: Moment,
  until: Moment,
  who: Type.String(),
  why: Type.String(),
  alerts: Type.Integer({ description: 'how many it silences now' }),
});
export type Silence = Static<typeof Silence>;

/** `alert` in place of `matchers` silences that alert alone; `seconds` in place of `until` from now. */
export const SilenceInput = Type.Object(
  {
    alert: Type.Optional(alertId),
    matchers: Type.Optional(matchers),
    from: Type.Optional(momentInput),
    until: Type.Optional(momentInput),
    seconds: Type.Optional(Type.Integer({ minimum: 60, maximum: 30 * 86_400 })),
    who,
    why,
  },
  { additionalProperties: false },
);
export type SilenceInput = Static<typeof SilenceInput>;

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'HH:MM' });

/** Comes again each week: nobody is told of what matches in that time. */
export const WindowInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 128 }),
    who,
    why,
    matchers,
    weekdays: Type.Array(literals(weekdays), { minItems: 1, maxItems: 7, uniqueItems: true, description: 'on which it begins' }),
    from: clock,
    to: Type.String({ pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$', description: 'HH:MM; not after `from`: on the next day' }),
    timeZone: Type.String({ pattern: '^[A-Za-z0-9_+/-]{1,64}$', description: 'like Europe/Berlin, or UTC' }),
  },
  { additionalProperties: false },
);
export type WindowInput = Static<typeof WindowInput>;
export const windowId = Type.String({ pattern: '^[0-9a-f-]{36}$' });
export const MaintenanceWindow = Type.Object({ id: Type.String(), ...WindowInput.properties, active: Type.Boolean({ description: 'now' }) });
export type MaintenanceWindow = Static<typeof MaintenanceWindow>;
