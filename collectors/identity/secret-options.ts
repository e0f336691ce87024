import { redacted } from './secret-shapes.ts';

/** Options of one program whose names do not say that they hold a secret. */
interface SecretOptions {
  readonly programs: RegExp;
  /** The value stands in the same argument, after what the first group matches. */
  readonly attached?: RegExp;
  /** The next argument is the secret. */
  readonly next?: RegExp;
  /** The next argument is `user:secret`, or the like. */
  readonly nextPair?: RegExp;
  /** The one after the next argument is the secret. */
  readonly second?: RegExp;
  /** The last argument is the secret. */
  readonly last?: RegExp;
  /** These hold only after this word: `docker login -p`, but `docker run -p`. */
  readonly after?: string;
}

/** To add a program, list it here. */
const secretOptions: readonly SecretOptions[] = [
  { programs: /^(mysql|mariadb)[\w-]*$/, attached: /^(-p)./ },
  { programs: /^mongo\w*$/, attached: /^(-p)./, next: /^-p$/ },
  { programs: /^sshpass$/, attached: /^(-p)./, next: /^-p$/ },
  { programs: /^(redis|valkey|keydb)-(cli|benchmark)$/, next: /^-a$/ },
  { programs: /^curl$/, next: /^-b$/, attached: /^(-[#0fgijkLNqsSv]*[uU])./, nextPair: /^(-[#0fgijkLNqsSv]*[uUE]|--user|--proxy-user|--cert)$/ },
  { programs: /^https?$/, nextPair: /^-a$/ },
  { programs: /^ldap\w+$/, attached: /^(-w)./, next: /^-w$/ },
  { programs: /^(smbclient|rpcclient|net|mount\.cifs)$/, attached: /^(-U[^%]*%)./, nextPair: /^-U$/ },
  { programs: /^lftp$/, nextPair: /^-u$/ },
  { programs: /^(zip|unzip)$/, attached: /^(-P)./, next: /^-P$/ },
  { programs: /^(7z|7za|7zr|rar|unrar)$/, attached: /^(-h?p)./ },
  { programs: /^(docker|podman|nerdctl|helm|skopeo|buildah|crane|oras|az)$/, after: 'login', next: /^-p$/ },
  { programs: /^(ipmitool|sqlcmd|bcp|tsql|mosquitto_(pub|sub|rr))$/, attached: /^(-P)./, next: /^-P$/ },
  { programs: /^(cqlsh|openconnect)$/, next: /^-p$/ },
  { programs: /^snmp\w+$/, next: /^-[AXcaxK]$/ },
  { programs: /^openssl$/, next: /^-[kK]$/ },
  { programs: /^(xfreerdp|wfreerdp)$/, attached: /^(\/p:)./ },
  { programs: /^vault$/, next: /^login$/ },
  { programs: /^rabbitmqctl$/, second: /^(add_user|change_password|authenticate_user)$/ },
  { programs: /^htpasswd$/, last: /^-[a-zA-Z]*b/ },
  { programs: /^(sqlplus|rman|expdp|impdp)$/, attached: /^([^-/@.][^/]*\/)[^@]/ },
  { programs: /^kubectl$/, attached: /^(--from-literal=[^=]+=)./ },
];

export type Hidden = 'next' | 'second' | 'pair' | 'last' | undefined;

export interface Rewritten {
  readonly word: string;
  /** What the word after this one is. */
  readonly ahead: Hidden;
}

/** `user:secret`, `user%secret`, `user,secret`: the user stays. A word without a mark is the user alone. */
export function hidePair(word: string): string {
  return word.replace(/^([^:%,]*[:%,]).+$/s, `$1${redacted}`);
}

function applyRule({ attached, next, nextPair, second, last }: SecretOptions, word: string): Rewritten | undefined {
  const before = attached?.exec(word)?.[1];
  if (before !== undefined) return { word: before + redacted, ahead: undefined };
  if (next?.test(word)) return { word, ahead: 'next' };
  if (nextPair?.test(word)) return { word, ahead: 'pair' };
  if (second?.test(word)) return { word, ahead: 'second' };
  return last?.test(word) ? { word, ahead: 'last' } : undefined;
}

/** The rules of the programs named so far, among which is the one that these words are given to. */
export function programOptions() {
  const seen = new Set<string>();
  let rules: SecretOptions[] = [];
  return {
    /** Undefined where no program's rule applies. */
    apply(word: string): Rewritten | undefined {
      for (const rule of rules) {
        const found = rule.after === undefined || seen.has(rule.after) ? applyRule(rule, word) : undefined;
        if (found) return found;
      }
      return undefined;
    },
    /** Any word may be the program: `sudo -u db mysql`, `docker exec db mysql`. */
    see(word: string): void {
      if (seen.size >= 256) return;
      const name = word.slice(word.lastIndexOf('/') + 1);
      if (seen.has(name)) return;
      seen.add(name);
      const found = secretOptions.filter(({ programs }) => programs.test(name));
      rules = [...rules, ...found];
    },
  };
}
