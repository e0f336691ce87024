import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse, stringify } from 'yaml';
import { RulesChanged } from '#contract/rule-changes.ts';
import { alertRules } from '../../dashboards/alerts/files.ts';
import { codeOf, fullMessage } from '../errors.ts';
import { writeForChildren } from '../host/folders.ts';
import type { Host } from '../host/host.ts';
import type { Log } from '../log.ts';

/**
 * Sonde's own rules for Prometheus, without those that somebody switched off. They lie in a folder: of a file alone, Prometheus,
 * which sees it by a mount, would go on with the old one.
 */
export const ownRules = 'rules';

const Off = Type.Array(Type.String());
const Groups = Type.Object({
  groups: Type.Array(Type.Object({ rules: Type.Array(Type.Object({ alert: Type.Optional(Type.String()) }, { additionalProperties: true })) })),
});

/** The same text without these rules. */
export function withoutRules(text: string, off: readonly string[]): string {
  if (off.length === 0) return text;
  const { groups } = Value.Parse(Groups, parse(text));
  const kept = groups.map((group) => ({ ...group, rules: group.rules.filter(({ alert }) => alert === undefined || !off.includes(alert)) }));
  return stringify({ groups: kept.filter(({ rules }) => rules.length > 0) }, { lineWidth: 0 });
}

const offPath = ({ folders }: Host) => join(folders.up, 'rules-off.json');

function keptOff(host: Host): string[] {
  try {
    return Value.Parse(Off, JSON.parse(readFileSync(offPath(host), 'utf8')));
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return [];
    throw new Error(`reading ${offPath(host)}: remove it to have all rules evaluated`, { cause });
  }
}

/** Writes them as Prometheus is to read them. */
export function writeOwnRules(host: Host, off: readonly string[] = keptOff(host)): void {
  const { folders, user, config, forScale, addresses } = host;
  const folder = join(folders.up, ownRules);
  const pace = { scale: forScale, scrapeSeconds: config.scrapeIntervalSeconds };
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  writeForChildren(join(folder, 'alerts.yml'), withoutRules(alertRules({ pace, console: addresses.console }), off), user);
}

/** Does what the server asks for when rules have changed; `reload` has Prometheus read them. */
export function onRulesChanged(host: Host, log: Log, reload: () => void): (message: unknown) => void {
  return (message) => {
    if (!Value.Check(RulesChanged, message)) return;
    try {
      writeForChildren(offPath(host), JSON.stringify(message.rules.off), host.user);
      writeOwnRules(host, message.rules.off);
      reload();
    } catch (cause) {
      log.say(`rules were changed, and Prometheus goes on with those before: ${fullMessage(cause)}`);
    }
  };
}
