/** Ends of containers and virtual machines come and go under names that are drawn: they are one label. */
const drawn = /^(veth|cali|lxc|tap|vnet|vif|eni|azv|gke|cilium_lxc|fwln|fwpr|fwbr|nic)[0-9a-f_.-]{4,}$|^(veth)\w{6,}$/;
const legible = /^[\w.:@-]+$/;

/** The label of a network device: `eth0`, `veth*` for all of that kind, `unknown` where the packet had none. */
export function deviceLabel(name: string): string {
  const [, prefix, veth] = drawn.exec(name) ?? [];
  if (prefix !== undefined || veth !== undefined) return `${prefix ?? veth}*`;
  return legible.test(name) ? name : 'unknown';
}
