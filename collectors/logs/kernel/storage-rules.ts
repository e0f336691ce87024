import type { KernelRule } from './kernel-rule.ts';

export const storageRules: readonly KernelRule[] = [
  {
    type: 'read_only_remount',
    severity: 'error',
    form: /^(?<filesystem>EXT[234]-fs|XFS|F2FS-fs|JBD2) \((?:device )?(?<object>\S+?)\):.*[Rr]emounting filesystem read-only/,
  },
  {
    type: 'read_only_remount',
    severity: 'error',
    form: /^(?<filesystem>BTRFS)(?::? \w+)? \(device (?<object>\S+?)(?: state \w+)?\).*(?:forced|forces) readonly/,
  },
  { type: 'read_only_remount', severity: 'error', form: /\bRemounting filesystem read-only\b/ },
  { type: 'filesystem_error', severity: 'error', form: /^(?<filesystem>EXT[234]-fs) error \(device (?<object>\S+?)\)(?:(?:: | in )(?<reason>\w+):\d+)?/ },
  { type: 'filesystem_error', severity: 'warning', form: /^(?<filesystem>EXT[234]-fs) warning \(device (?<object>\S+?)\)(?:(?:: | in )(?<reason>\w+):\d+)?/ },
  {
    type: 'filesystem_error',
    severity: 'error',
    form: /^(?<filesystem>BTRFS) (?:error|critical) \(device (?<object>\S+?)(?: state \w+)?\): (?<reason>.+?)(?::|,|$)/,
  },
  { type: 'filesystem_error', severity: 'error', form: /\bI\/O error while writing superblock\b/, reason: 'superblock' },
  { type: 'filesystem_shutdown', severity: 'error', form: /^(?<filesystem>XFS) \((?<object>\S+?)\): (?<reason>.+?)[.,:]? +Shutting down filesystem/ },
  {
    type: 'filesystem_shutdown',
    severity: 'error',
    form: /^(?<filesystem>XFS) \((?<object>\S+?)\): Filesystem has been shut down due to (?<reason>.+?)(?: \(|\.|$)/,
  },
  {
    type: 'writeback_error',
    severity: 'error',
    form: /^Buffer I\/O error on dev(?:ice)? (?<object>\S+?), logical block (?<block>\d+), (?<reason>lost (?:a?sync )?page write)/,
  },
  { type: 'writeback_error', severity: 'error', form: /\b(?<reason>lost (?:async )?page write)\b/ },
  { type: 'block_io_error', severity: 'error', form: /^Buffer I\/O error on dev(?:ice)? (?<object>\S+?), logical block (?<block>\d+)/, reason: 'buffer' },
  {
    type: 'block_io_error',
    severity: 'error',
    form: /^(?:(?:blk_update_request|print_req_error): )?(?<reason>I\/O|[a-z][a-z ]+) error, dev (?<object>\S+?), sector (?<sector>\d+)(?: op 0x[0-9a-f]+:\((?<operation>\w+)\))?/,
  },
  { type: 'block_io_error', severity: 'error', form: /\battempt to access beyond end of device(?:\s+(?<object>[^\s:]+): rw=)?/, reason: 'beyond_end' },
  { type: 'nvme_error', severity: 'warning', form: /^nvme (?<object>nvme\d+): I\/O (?:tag )?\d+.*? timeout(?:, (?<reason>[\w ]+))?/ },
  {
    type: 'nvme_error',
    severity: 'error',
    form: /^nvme (?<object>nvme\d+): (?<reason>Disabling device after reset failure|Removing after probe failure|controller is down; will reset)/,
  },
  { type: 'nvme_error', severity: 'error', form: /^(?:block|nvme) (?<object>nvme\w+): (?<reason>no available path) - failing I\/O/ },
  {
    type: 'raid_disk_failed',
    severity: 'error',
    form: /^md\/(?<level>raid\d*|linear|multipath):(?<array>\w+): Disk failure on (?<object>\S+?)(?: detected)?,/,
  },
  { type: 'nfs_not_responding', severity: 'warning', form: /^nfs: server (?<object>\S+) not responding(?:, (?<reason>still trying|timed out))?/ },
  { type: 'nfs_recovered', severity: 'info', form: /^nfs: server (?<object>\S+) OK/ },
  { type: 'nfs_not_responding', severity: 'warning', form: /^NFS:.*?\b(?<reason>[Ll]ock reclaim failed)/ },
  // The daemon says it, not the kernel.
  { type: 'overlay_corruption', severity: 'error', form: /readlink (?<object>\/\S*\/overlay2\S*): invalid argument/ },
];
