import { hideShapes, isSecretName } from '../identity/secret-shapes.ts';

const whole = /^\{.*\}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const hexadecimal = /^[0-9a-f]{12,}$/i;
/** Dates and the numbers of telephones too. */
const number = /^[-+(]*\d+([\s.,:_()/+-]+\d+)*\)?$/;
/** Of a name that a person chose, letters are the most. */
const opaque = /^(?=.*\d)(?=.*[a-z])[\w~=+-]{16,}$/i;

/** Letters alone, as long as a token is. */
const lettersAlone = /^[a-z~=+_-]{16,}$/i;
/** Two letters that follow each other often in words of any European language. */
const frequentPairs = new Set(
  (
    'th he in er an re nd on en at ou ed ha to or it is hi es ng te st ar le as nt al se ve me ic io ti de ra co ri ro li la ma ta ne om ca ce ch ea el em et ' +
    'fo ge il ns ol po pr rs rt si so tr un us ut ac ad ag ai am ap bl ct di do ec ee ei ex fi fr gr ho id ie im ir ll lo mo ni no nc of op os pe pl rd rm sh ' +
    'sp ss su tu ul ur ut vi wa wi be bo by cl cr cu da ff ft gi ks ke ki ly mi mp na og ot ow ru sa sc ts tt up ab ck ks ui oo ue ay ey if'
  ).split(' '),
);
const frequentShare = 0.45;

/** Of words, most pairs of letters are frequent; of random letters, few. */
function isRandom(letters: string): boolean {
  if (!lettersAlone.test(letters)) return false;
  const words = letters.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const pairs = Array.from(words.slice(1), (letter, at) => `${words[at]}${letter}`).filter((pair) => /^[a-z]{2}$/.test(pair));
  return pairs.filter((pair) => frequentPairs.has(pair)).length < frequentShare * pairs.length;
}

const beforeTokens = new Set(
  'reset invite invitation invitations join verify activate activation confirm confirmation unsubscribe magic magic-link share token tokens'.split(' '),
);
/** Behind such a word, what is no word itself. */
const token = /^(?=.{8})(.*\d|.*[a-z][A-Z].*[a-z][A-Z])|^[\w~=+-]{16,}$/;

const namesOne = (part: string): boolean => uuid.test(part) || hexadecimal.test(part) || opaque.test(part) || isRandom(part);

function segmentOf(segment: string, before: string): string {
  if (segment === '' || whole.test(segment)) return segment;
  const plain = decoded(segment);
  if (number.test(plain) || plain.split(/[./]/).some(namesOne)) return '{id}';
  if (plain.includes('@') || plain.includes('%40')) return '{email}';
  if ((beforeTokens.has(before.toLowerCase()) || isSecretName(before)) && token.test(plain)) return '{id}';
  return segment.length > 64 ? '{text}' : segment;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** A path without its query, in which what names one thing of many is `{id}`: `/users/42?token=x` → `/users/{id}`. */
export function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/]*/i, '').replace(/[?#;].*$/s, '');
  const segments = path.split('/');
  return hideShapes(segments.map((segment, at) => segmentOf(segment, segments[at - 1] ?? '')).join('/')) || '/';
}
