import type { Config } from './schema.ts';

/** The configuration that holds, and where each value came from. */
export interface Settings {
  readonly config: Config;
  /** `flag --port`, `SONDE_PORT`, `/etc/sonde/sonde.yaml:3` or `default`. */
  readonly originOf: (path: string) => string;
  /** Whether Kafka and Elasticsearch are started where none is given. */
  readonly startsCluster: boolean;
  /** By how much the times of alerts are shorter, in trials. */
  readonly forScale: number;
}

/** What is wrong with the configuration; every line names the key, its origin, its value and what is allowed. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('\n'), options);
    this.problems = problems;
  }
}
