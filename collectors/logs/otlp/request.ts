import { identityId } from '#contract/identity.ts';
import type { LogLevel } from '#contract/log-levels.ts';
import type { ContainerName } from '../../identity/container-names.ts';
import { longestLine } from '../files/tail.ts';
import type { LineRecord } from '../lines/record-writer.ts';
import type { Fields, Scalar } from '../parse/field.ts';
import { flatFields } from '../parse/json-fields.ts';
import { levelOfSeverity, levelOfWord } from '../parse/level.ts';
import { timeOfValue } from '../parse/time.ts';
import { attributesOf, field, hexId, list, type Message, message, plainValue, scalar, text } from './value.ts';

export interface RequestRecords {
  readonly records: readonly LineRecord[];
  /** Records that say nothing. */
  readonly empty: number;
  /** Records of which only the beginning is kept. */
  readonly cut: number;
}

export interface RequestOptions {
  readonly nowMs: number;
  readonly containerName: (id: string) => ContainerName;
}

/** What stands around a record, for all of its scope. */
interface Around {
  readonly identity: string;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** Of a resource or a scope, as of a line. */
const most = { fields: 64, nameLength: 128, valueLength: 1024 };

const containerId = /^[0-9a-f]{64}$/;

/** The records of one export. Throws an UnreadableError where it is none. */
export function requestRecords(request: object, { nowMs, containerName }: RequestOptions): RequestRecords {
  const records: LineRecord[] = [];
  const sum = { empty: 0, cut: 0 };
  for (const resourceLogs of list(field(message(request, 'the request'), 'resourceLogs'), 'resourceLogs')) {
    const ofResource = message(resourceLogs, 'a resourceLogs');
    const resource = flatFields(attributesOf(field(message(field(ofResource, 'resource'), 'resource'), 'attributes'), 'resource.attributes'));
    const identity = identityOf(resource, containerName);
    for (const scopeLogs of list(field(ofResource, 'scopeLogs'), 'scopeLogs')) {
      const ofScope = message(scopeLogs, 'a scopeLogs');
      const around = { identity, attributes: bounded([...resource, ...scopeFields(field(ofScope, 'scope'))]) };
      for (const logRecord of list(field(ofScope, 'logRecords'), 'logRecords')) {
        const record = lineRecord(message(logRecord, 'a logRecords'), around, nowMs);
        if (record.message === '' && record.fields?.size === 0) sum.empty += 1;
        else records.push(cutRecord(record, sum));
      }
    }
  }
  return { records, ...sum };
}

function cutRecord(record: LineRecord, sum: { cut: number }): LineRecord {
  if (record.message.length <= longestLine) return record;
  sum.cut += 1;
  return { ...record, message: record.message.slice(0, longestLine) };
}

function scopeFields(value: unknown): [string, Scalar][] {
  const scope = message(value, 'scope');
  const [name, version] = [text(field(scope, 'name'), 'scope.name'), text(field(scope, 'version'), 'scope.version')];
  return [
    ...(name === '' ? [] : [['otel.scope.name', name] as [string, Scalar]]),
    ...(version === '' ? [] : [['otel.scope.version', version] as [string, Scalar]]),
    ...flatFields(attributesOf(field(scope, 'attributes'), 'scope.attributes')),
  ];
}

function lineRecord(record: Message, { identity, attributes }: Around, nowMs: number): LineRecord {
  const fields = new Map(flatFields(attributesOf(field(record, 'attributes'), 'attributes')));
  const event = text(field(record, 'eventName'), 'eventName');
  if (event !== '') fields.set('event.name', event);
  const [traceId, spanId] = [hexId(field(record, 'traceId'), 16, 'traceId'), hexId(field(record, 'spanId'), 8, 'spanId')];
  const level = levelOf(record);
  const time = timeOf(record, 'timeUnixNano', nowMs) ?? timeOf(record, 'observedTimeUnixNano', nowMs);
  return {
    source: '"otlp"',
    identity,
    message: bodyText(plainValue(field(record, 'body'), 'body')) || event,
    attributes,
    fields,
    ...(traceId && { trace: { traceId, ...(spanId && { spanId }) } }),
    ...(level && { level }),
    ...(time && { time }),
  };
}

function levelOf(record: Message): LogLevel | undefined {
  return levelOfSeverity(Number(scalar(field(record, 'severityNumber'), 'severityNumber'))) ?? levelOfWord(text(field(record, 'severityText'), 'severityText'));
}

/** Nanoseconds since the epoch; undefined for 0, which says that it is not known. */
function timeOf(record: Message, name: string, nowMs: number): string | undefined {
  const nanoseconds = field(record, name);
  return timeOfValue(typeof nanoseconds === 'number' ? nanoseconds : scalar(nanoseconds, name), nowMs);
}

function bodyText(body: unknown): string {
  if (body === null) return '';
  return typeof body === 'object' ? JSON.stringify(body) : String(body);
}

/** As container and process are named elsewhere, so that the same one has one name. */
function identityOf(resource: Fields, containerName: RequestOptions['containerName']): string {
  const said = (name: string) => String(resource.get(name) ?? '').slice(0, most.nameLength);
  const [namespace, pod, container] = ['k8s.namespace.name', 'k8s.pod.name', 'k8s.container.name'].map(said);
  const [name, id = ''] = ['container.name', 'container.id'].map(said);
  if (pod) return identityId({ kind: 'container', namespace: namespace ?? '', name: container ? `${pod}/${container}` : pod });
  if (name) return identityId({ kind: 'container', namespace: namespace ?? '', name });
  // It becomes part of a path: nothing else than an id may.
  if (containerId.test(id)) return identityId({ kind: 'container', ...containerName(id) });
  const service = said('service.name').replace(/^unknown_service:?/, '');
  const program = service || said('process.executable.name');
  return program === '' ? '' : identityId({ kind: 'process', namespace: '', name: program });
}

function bounded(fields: readonly (readonly [string, Scalar])[]): Record<string, string | number> {
  const kept = fields.filter(([name]) => name.length <= most.nameLength).slice(0, most.fields);
  return Object.fromEntries(kept.map(([name, value]) => [name, typeof value === 'number' ? value : String(value).slice(0, most.valueLength)]));
}
