import { join } from 'node:path';

/** Where the small filesystem is mounted. */
export function fullDiskPoint(folder: string): string {
  return join(folder, 'disk');
}

/** What is mounted there. */
export function fullDiskImage(folder: string): string {
  return `${fullDiskPoint(folder)}.image`;
}

/** Of a disk, because a filesystem in memory is not one of those that anybody has to watch. Removes what an earlier one has left. */
const script = `
point=$1 image=$2
waiting=
undo() {
  trap '' TERM
  [ -z "$waiting" ] || kill "$waiting" 2>/dev/null || true
  if mountpoint -q "$point"; then umount "$point" 2>/dev/null || umount --lazy "$point"; fi
  rm -f "$image"
  [ ! -d "$point" ] || rmdir "$point"
}
undo
trap 'undo; exit 0' TERM INT
trap undo EXIT
mkdir "$point"
truncate --size 8M "$image"
mkfs.ext4 -q -F -m 0 -O ^has_journal "$image"
# The kernel takes a moment to give the device of an earlier one back.
for try in 1 2 3 4 5 6 7 8 9 10; do
  said=$(mount -t ext4 -o loop,nosuid,nodev,noexec "$image" "$point" 2>&1) && break
  sleep 0.2
done
mountpoint -q "$point" || { echo "$said" >&2; exit 1; }
cat /dev/zero >"$point/full" 2>/dev/null || true
sleep infinity &
waiting=$!
wait "$waiting"
`;

/** The command that fills it; to be run as root. */
export function fullDiskCommand(folder: string): string[] {
  return ['sh', '-euc', script, 'full-disk', fullDiskPoint(folder), fullDiskImage(folder)];
}
