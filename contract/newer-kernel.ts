/** What to do where the kernel is older than what sockets are followed by. */
export const newerKernel =
  'Boot Linux 6.3 or newer: beside Debian 12’s own 6.1, apt-get install -t bookworm-backports linux-image-amd64 (linux-image-arm64) installs one.';
