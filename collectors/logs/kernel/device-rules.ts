import type { KernelRule } from './kernel-rule.ts';

export const deviceRules: readonly KernelRule[] = [
  { type: 'gpu_lost', severity: 'error', form: /^NVRM:.*?(?:PCI:)?(?<object>[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}(?:\.\d)?).*GPU has fallen off the bus/i },
  { type: 'gpu_lost', severity: 'error', form: /\bGPU has fallen off the bus\b/ },
  {
    type: 'gpu_error',
    severity: 'error',
    form: /^NVRM: Xid \(PCI:(?<object>[0-9a-f:.]+)\): (?<reason>\d+)(?:, pid='?(?<pid>\d+)'?)?(?:, name=(?<comm>[^,]+))?/i,
  },
  { type: 'nvswitch_error', severity: 'error', form: /^nvidia-nvswitch\d*: SXid \(PCI:(?<object>[0-9a-f:.]+)\): (?<reason>\d+)/i },
  { type: 'nvswitch_error', severity: 'error', form: /NVSwitch fatal error (?<reason>\d+)/ },
  { type: 'rdma_error', severity: 'warning', form: /^mlx5_core (?<object>\S+?):?(?: \S+:)? .*(?<reason>insufficient power) on the PCIe slot/i },
  { type: 'rdma_error', severity: 'warning', form: /^mlx5_core (?<object>\S+?):?(?: \S+:)? .*(?<reason>High Temperature)/i },
  { type: 'rdma_error', severity: 'warning', form: /^mlx5_core (?<object>\S+?):?(?: \S+:)? .*(?<reason>ACCESS_REG)\b.*failed/ },
  { type: 'rdma_error', severity: 'error', form: /nvidia-peermem.*(?<reason>invalid context)/ },
];
