import { demoPorts } from '../places.ts';

const percent = 10;

/**
 * Drops what arrives, because what is dropped on its way out is not lost to TCP, which hears of it. The kernel removes a table
 * that has an owner when its owner ends, however it ends.
 */
export const packetLossRules = `add table inet sonde_demo { flags owner; }
add chain inet sonde_demo input { type filter hook input priority 0; policy accept; }
add rule inet sonde_demo input iifname lo tcp dport ${demoPorts.redis} numgen random mod 100 < ${percent} drop
add rule inet sonde_demo input iifname lo tcp sport ${demoPorts.redis} numgen random mod 100 < ${percent} drop
`;

/** Gives nft an input that has no end, and becomes it: it owns the table while it runs. */
const script = `
pipe=$1/nft
rm -f "$pipe"
mkfifo "$pipe"
exec 3<>"$pipe"
rm "$pipe"
cat >&3
exec nft --interactive <&3
`;

/** The command that takes the rules on its standard input; to be run as root. */
export function packetLossCommand(folder: string): string[] {
  return ['sh', '-euc', script, 'packet-loss', folder];
}
