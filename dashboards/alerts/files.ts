import { recordingRules } from '../recordings/rules.ts';
import { alertGroups } from './alerts.ts';
import { type RulesPlace, rulesFile } from './rules-file.ts';
import { testsFile } from './tests-file.ts';

/** All alerts in one file. */
export const alertRules = (place: RulesPlace): string => rulesFile(alertGroups, place);

/** For any Prometheus and its promtool, by path: the rules, what they read that is recorded, and their tests. */
export function rulesFiles(): Record<string, string> {
  const files = alertGroups.flatMap((group) => [
    [`${group.name}.yaml`, rulesFile([group])],
    [`tests/${group.name}.yaml`, testsFile(group)],
  ]);
  return { ...Object.fromEntries(files), 'recordings.yaml': recordingRules() };
}
