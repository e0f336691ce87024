import { join } from 'node:path';
import { recordingRules } from '../../dashboards/recordings/rules.ts';
import { writeForChildren } from '../host/folders.ts';
import { writeGivenAlertmanager } from '../host/given-alertmanager.ts';
import type { Host } from '../host/host.ts';
import type { Log } from '../log.ts';
import type { Child } from './child.ts';
import { asSonde, type View } from './confine.ts';
import { writeOwnRules } from './own-rules.ts';
import { prometheusConfig } from './prometheus-config.ts';
import { mendsBrokenData } from './prometheus-mend.ts';
import { answers } from './readiness.ts';

/** Writes what Prometheus reads; one that is not ours finds its part of the configuration there too. */
export function writePrometheusFiles(host: Host): void {
  const { config, folders, user, mountPoint } = host;
  const seenAt = config.prometheus.url === undefined ? mountPoint : folders.data;
  writeForChildren(join(folders.up, 'recordings.yml'), recordingRules(config.scrapeIntervalSeconds), user);
  writeOwnRules(host);
  writeGivenAlertmanager(host.givenAlertmanager, folders, user);
  writeForChildren(join(folders.up, 'prometheus.yml'), prometheusConfig(host, seenAt), user);
  if (host.tls !== undefined) writeForChildren(join(folders.up, 'console.crt'), host.tls.cert, user);
}

/**
 * Prometheus maps queries.active into its memory: on a full disk the first query would end it (SIGBUS), although it
 * could still answer from what it has. A file in memory has room.
 */
const start = 'ln -sfnT "$1/scratch/queries.active" "$1/data/queries.active"; shift; exec prometheus "$@"';

export function prometheusChild(host: Host, log: Log): Child {
  const { mountPoint, folders } = host;
  const view: View = {
    mountPoint,
    readOnly: { up: folders.up },
    writable: { data: folders.prometheus, alerting: folders.alerting },
    scratch: { scratch: 1024 ** 2 },
  };
  return {
    name: 'prometheus',
    command: asSonde(['sh', '-c', start, 'sh', mountPoint, ...flags(host)], view),
    // A crash in a loop must not fill the log with the stacks of its threads.
    env: { GOTRACEBACK: 'none' },
    ipc: false,
    ready: async (run) => {
      run.waitsFor('it opens its data');
      await answers(run, `${host.addresses.prometheus}/-/ready`, {});
    },
    afterEnd: mendsBrokenData(view, host.folders.data, log),
  };
}

function flags({ config, mountPoint }: Host): string[] {
  const { days, bytes } = config.retention.metrics;
  return [
    `--config.file=${mountPoint}/up/prometheus.yml`,
    `--storage.tsdb.path=${mountPoint}/data`,
    `--storage.tsdb.retention.time=${days}d`,
    `--storage.tsdb.retention.size=${bytes}B`,
    `--web.listen-address=127.0.0.1:${config.prometheus.port}`,
    // No text matches it: no page of another origin reads an answer.
    '--web.cors.origin=[^\\s\\S]',
    // What was sent before Alertmanager was found is lost: the next comes after so long. Alertmanager holds an alert for four of
    // these, and Prometheus, started anew, tells it again at the third look at its rule: of most, each takes 15 seconds.
    '--rules.alert.resend-delay=29s',
    // Of a rule that waits for less than this, Prometheus forgets at a restart that it fired, and so it would be over and fire again.
    '--rules.alert.for-grace-period=0s',
    '--query.timeout=30s',
    '--query.max-samples=20000000',
    '--log.level=warn',
  ];
}
