/** The unit of the kernel side's latencies: a shift, where a division is dear. */
export const nsPerTick = 1024;
