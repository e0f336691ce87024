import { alertGroups } from './alerts.ts';

/** Names of the alerts that are a ticket or less and, where it is worse, a page. */
export function alertsThatWorsen(): string[] {
  const named = Map.groupBy(
    alertGroups.flatMap(({ alerts }) => alerts),
    ({ name }) => name,
  );
  const isPage = ({ severity }: { readonly severity: string }) => severity === 'page';
  return [...named].filter(([, alerts]) => alerts.some(isPage) && !alerts.every(isPage)).map(([name]) => name);
}
