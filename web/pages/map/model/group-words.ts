import type { TopologyGroup } from '#contract/routes.ts';
import { exact } from '../../../lib/quantity.ts';

type Kind = TopologyGroup['kind'];

interface Words {
  /** What the group is. */
  readonly is: string;
  /** Over its members. */
  readonly heading: string;
  readonly oneMember: string;
  readonly members: string;
}

export const groupWords: Readonly<Record<Kind, Words>> = {
  namespace: { is: 'namespace', heading: 'Workloads', oneMember: 'workload', members: 'workloads' },
  hosts: { is: 'hosts', heading: 'Hosts', oneMember: 'host', members: 'hosts' },
  external: { is: 'outside', heading: 'Addresses', oneMember: 'address', members: 'addresses' },
};

/** `10 workloads`, `1 host` */
export function membersOf(kind: Kind, count: number): string {
  const { oneMember, members } = groupWords[kind];
  return `${exact(count)} ${count === 1 ? oneMember : members}`;
}
