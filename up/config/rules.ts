import { BlockList, isIP, isIPv6 } from 'node:net';
import { logInputs } from '#contract/log-sources.ts';
import { hostAndPort } from './host-and-port.ts';
import { keyOf } from './keys.ts';
import { type Config, readsLogs } from './schema.ts';
import type { Settings } from './settings.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Listens on every address of the host. */
export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || (isIPv6(address) && /^[0:]+$/.test(address));
}

/** What no single key can tell: rules between keys. */
export function crossProblems(settings: Settings): string[] {
  return [
    ...exposedConsole(settings),
    ...halfTls(settings),
    ...exposedAgent(settings),
    ...accesses.flatMap((access) => accessProblems(settings, access)),
    ...kafkaAlone(settings),
    ...indexersAlone(settings),
    ...samePorts(settings),
  ];
}

/** `port: 8400 (default)` */
export function shown({ config, originOf }: Settings, path: string): string {
  return `${path}: ${JSON.stringify(valueAt(config, path))} (${originOf(path)})`;
}

function exposedConsole(settings: Settings): string[] {
  const { config } = settings;
  if (isLoopback(config.listen)) return [];
  const missing = [
    config.tls.cert === undefined && 'tls.cert',
    config.tls.key === undefined && 'tls.key',
    config.console.hosts.length === 0 && 'console.hosts',
  ].filter((name) => name !== false);
  if (missing.length === 0) return [];
  return [
    `${shown(settings, 'listen')} is not allowed without tls.cert, tls.key and console.hosts, because other machines could reach the console in clear text; missing: ${missing.join(', ')}; allowed without them: a loopback address such as 127.0.0.1`,
  ];
}

function needs(settings: Settings, path: string, absent: string): string {
  return `${shown(settings, path)} needs ${absent} as well; allowed for ${absent}: ${keyOf(absent).allowed}`;
}

function halfTls(settings: Settings): string[] {
  const { cert, key } = settings.config.tls;
  if ((cert === undefined) === (key === undefined)) return [];
  return [cert === undefined ? needs(settings, 'tls.key', 'tls.cert') : needs(settings, 'tls.cert', 'tls.key')];
}

function exposedAgent(settings: Settings): string[] {
  const { agent } = settings.config;
  if (!isWildcard(agent.listen) || agent.hosts.length > 0) return [];
  return [
    `${shown(settings, 'agent.listen')} is not allowed without agent.hosts, the names by which scrapers reach it; allowed without them: an address of this host`,
  ];
}

/** What of one's own is reached over the network. */
interface Access {
  readonly section: 'alertmanager' | 'kafka' | 'elasticsearch';
  /** The key that says where it is. */
  readonly where: 'url' | 'brokers';
  /** Those that say how it is reached there. */
  readonly how: readonly string[];
  /** One secret in place of name and password. */
  readonly instead?: { readonly key: 'tokenFile' | 'apiKeyFile'; readonly says: string };
}

const accesses: readonly Access[] = [
  { section: 'alertmanager', where: 'url', how: ['ca', 'user', 'passwordFile', 'tokenFile'], instead: { key: 'tokenFile', says: 'the token' } },
  { section: 'kafka', where: 'brokers', how: ['tls', 'ca', 'mechanism', 'user', 'passwordFile'] },
  { section: 'elasticsearch', where: 'url', how: ['ca', 'user', 'passwordFile', 'apiKeyFile'], instead: { key: 'apiKeyFile', says: 'the API key' } },
];

/** Nothing of it may be said and not done; what holds anyway is not said. */
function accessProblems(settings: Settings, access: Access): string[] {
  const { section, how } = access;
  const [where, ca] = [`${section}.${access.where}`, `${section}.ca`];
  const said = how.map((key) => `${section}.${key}`).filter((path) => valueAt(settings.config, path) !== keyOf(path).default);
  // Of Kafka a list, which may be empty.
  const place = String(valueAt(settings.config, where) ?? '');
  if (place === '') return said.map((path) => needs(settings, path, where));
  const inClear = `${shown(settings, ca)} is not allowed with ${shown(settings, where)}, where nothing is encrypted; allowed with it: an https:// URL`;
  return [...(said.includes(ca) && place.startsWith('http:') ? [inClear] : []), ...signIn(settings, access)];
}

/** Who signs in has a name and a password, or `instead` of both one secret. */
function signIn(settings: Settings, { section, instead }: Access): string[] {
  const [user, passwordFile] = [`${section}.user`, `${section}.passwordFile`];
  const [hasUser, hasPassword] = [user, passwordFile].map((path) => valueAt(settings.config, path) !== undefined);
  const pair = [
    ...(hasUser && !hasPassword ? [needs(settings, user, passwordFile)] : []),
    ...(hasPassword && !hasUser ? [needs(settings, passwordFile, user)] : []),
  ];
  if (instead === undefined || !(hasUser || hasPassword) || valueAt(settings.config, `${section}.${instead.key}`) === undefined) return pair;
  const beside = `${shown(settings, `${section}.${instead.key}`)} is not allowed beside ${user} and ${passwordFile}; allowed: ${instead.says} alone, or the two without it`;
  return [beside, ...pair];
}

function kafkaAlone(settings: Settings): string[] {
  const { config, startsCluster } = settings;
  if (config.kafka.brokers.length === 0 || config.elasticsearch.url !== undefined || startsCluster) return [];
  return [`${shown(settings, 'kafka.brokers')} needs elasticsearch.url, where what is in Kafka is kept, or --cluster, which starts one`];
}

function indexersAlone(settings: Settings): string[] {
  const { config, startsCluster } = settings;
  if (config.indexer.elsewhere.length === 0 || config.kafka.brokers.length > 0 || startsCluster) return [];
  return [`${needs(settings, 'indexer.elsewhere', 'kafka.brokers')}, or --cluster, which starts a Kafka`];
}

/** Where this start listens, and the key that says so. */
export interface ListenedPort {
  readonly path: string;
  readonly port: number;
  /** Who listens there, where the key is not of that port itself. */
  readonly who?: string;
}

/** Kafka's controller listens beside it. */
export const controllerPort = (kafkaPort: number): number => kafkaPort + 1;

/** The ports on which this start listens for itself. */
export function startedPorts({ config, startsCluster }: Settings): ListenedPort[] {
  const { kafka, elasticsearch, prometheus, alertmanager } = config;
  const own = (path: string) => listenedAt(config, path);
  const startsKafka = startsCluster && kafka.brokers.length === 0;
  return [
    ...(prometheus.url === undefined ? [own('prometheus.port')] : []),
    ...(alertmanager.url === undefined ? [own('alertmanager.port')] : []),
    ...(readsLogs(config) ? [own('logs.port')] : []),
    ...(startsKafka ? [own('kafka.port'), { path: 'kafka.port', port: controllerPort(kafka.port), who: 'its controller' }] : []),
    ...(startsCluster && elasticsearch.url === undefined ? [own('elasticsearch.port')] : []),
    ...(startsCluster || kafka.brokers.length > 0 ? [own('indexer.port')] : []),
  ];
}

function samePorts(settings: Settings): string[] {
  const { config, originOf } = settings;
  const inputs = logInputs.filter((name) => config.logs[name] !== undefined).map((name) => `logs.${name}`);
  const own = (path: string) => listenedAt(config, path);
  const listened = [own('port'), own('agent.port'), ...startedPorts(settings), ...inputs.map(own)];
  return listened.flatMap(({ path, port, who }, index) => {
    const taken = listened.slice(0, index).find((earlier) => earlier.port === port);
    if (taken === undefined) return [];
    const holder = `${taken.path}${taken.who === undefined ? '' : `: ${taken.who}`} (${originOf(taken.path)})`;
    const what = who === undefined ? 'it' : `${port}, the port of ${who}`;
    return [`${shown(settings, path)} is not allowed, because ${holder} has ${what}; allowed: ${keyOf(path).allowed} that no other key has`];
  });
}

function listenedAt(config: Config, path: string): ListenedPort {
  const value = valueAt(config, path);
  return { path, port: Number(typeof value === 'string' ? hostAndPort(value)?.port : value) };
}

function valueAt(config: Config, path: string): unknown {
  let value: unknown = config;
  for (const name of path.split('.')) value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return value;
}
