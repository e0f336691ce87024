import { join } from 'node:path';
import { isListenedOn } from '#contract/listeners.ts';
import { type Engine, elasticsearchEngine, engineUser, kafkaEngine } from '../../engines/engine.ts';
import type { Child } from '../children/child.ts';
import { asSonde } from '../children/confine.ts';
import { answers, until } from '../children/readiness.ts';
import { controllerPort } from '../config/rules.ts';
import { makeSondeFolder } from '../host/folders.ts';
import { checkout, type Host } from '../host/host.ts';

/** Kafka and Elasticsearch, where they are started on this host. */
export function engineChildren(host: Host): Child[] {
  const { startsKafka, startsElasticsearch } = host.records;
  return [...(startsKafka ? [kafkaChild(host)] : []), ...(startsElasticsearch ? [elasticsearchChild(host)] : [])];
}

function engineChild(host: Host, { name, command, input }: Engine, ready: Child['ready']): Child {
  const data = makeSondeFolder(host.folders, name, host.user);
  const view = { mountPoint: host.mountPoint, readOnly: { checkout }, writable: { data } };
  return { name, command: asSonde(command, view), input: () => input, ipc: false, ready };
}

const placesOf = ({ mountPoint }: Host) => ({ checkout: join(mountPoint, 'checkout'), data: join(mountPoint, 'data') });

function kafkaChild(host: Host): Child {
  const { port, partitions } = host.config.kafka;
  const { days, bytes } = host.config.retention.logs;
  const keeps = { bytesOfPartition: Math.ceil(bytes / partitions), hours: days * 24 };
  const engine = kafkaEngine(placesOf(host), { port, controllerPort: controllerPort(port), password: host.enginePassword, keeps });
  return engineChild(host, engine, ({ signal, waitsFor }) =>
    until(signal, waitsFor, () => {
      if (!isListenedOn(port)) throw new Error(`it does not listen on port ${port} yet`);
      return Promise.resolve();
    }),
  );
}

function elasticsearchChild(host: Host): Child {
  const { port } = host.config.elasticsearch;
  return engineChild(host, elasticsearchEngine(placesOf(host), { port, password: host.enginePassword }), async (run) => {
    run.waitsFor('it opens its data');
    await answers(run, `http://127.0.0.1:${port}/_cluster/health?wait_for_status=yellow&timeout=1s`, { basic: `${engineUser}:${host.enginePassword}` });
  });
}
