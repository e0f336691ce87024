import { httpMethod, l7Protocol, l7Status, l7Unseen } from '../../bpf/gen/l7.ts';

/** The labels of one protocol's requests. */
interface Names {
  readonly protocol: string;
  method(number: number): string;
  status(number: number): string;
}

/** `HTTP_GET` → `GET`; the 0 of each list is `other`. */
function listed(numbers: { readonly [name: string]: number }): (number: number) => string {
  const names = new Map(Object.entries(numbers).map(([name, number]) => [number, number === 0 ? 'other' : name.slice(name.indexOf('_') + 1)]));
  return (number) => names.get(number) ?? 'other';
}

function statusOf(own: (number: number) => string): (number: number) => string {
  return (number) => {
    if (number === l7Status.L7_UNANSWERED) return 'unanswered';
    return own(number);
  };
}

const protocols = new Map<number, Names>([
  [
    l7Protocol.L7_HTTP,
    { protocol: 'http', method: listed(httpMethod), status: statusOf((number) => (number >= 100 && number < 600 ? String(number) : 'other')) },
  ],
]);

export function namesOf(protocol: number): Names | undefined {
  return protocols.get(protocol);
}

const unseenReasons = new Map<number, string>([
  [l7Unseen.L7_ENCRYPTED, 'encrypted'],
  [l7Unseen.L7_HTTP2, 'http2'],
  [l7Unseen.L7_UNKNOWN_PROTOCOL, 'unknown_protocol'],
  [l7Unseen.L7_FROM_BEFORE, 'from_before'],
  [l7Unseen.L7_UNPARSABLE, 'unparsable'],
]);

export const unseenReasonOf = (reason: number): string => unseenReasons.get(reason) ?? 'other';
