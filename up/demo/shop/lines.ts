export type Level = 'debug' | 'info' | 'warn' | 'error';
type Fields = Readonly<Record<string, string | number | boolean>>;

/** Writes a line to standard output, which is kept. */
export type Writes = (level: Level, message: string, fields?: Fields) => void;

const pinoLevels = { debug: 20, info: 30, warn: 40, error: 50 } as const;

/** As pino writes: JSON, with levels in tens and times in milliseconds. */
export function jsonLine(name: string, level: Level, message: string, fields: Fields = {}, atMs = Date.now()): string {
  return JSON.stringify({ level: pinoLevels[level], time: atMs, name, ...fields, msg: message });
}

/** As Go's slog writes text. */
export function logfmtLine(level: Level, message: string, fields: Fields = {}, atMs = Date.now()): string {
  const pairs = { time: new Date(atMs).toISOString(), level: level.toUpperCase(), msg: message, ...fields };
  return Object.entries(pairs)
    .map(([key, value]) => `${key}=${typeof value === 'string' && /[\s"=]|^$/.test(value) ? JSON.stringify(value) : value}`)
    .join(' ');
}

/** As most programs write: time, level, text. */
export function plainLine(level: Level, message: string, fields: Fields = {}, atMs = Date.now()): string {
  const rest = Object.entries(fields).map(([key, value]) => ` ${key}=${value}`);
  return `${new Date(atMs).toISOString()} ${level.toUpperCase().padEnd(5)} ${message}${rest.join('')}`;
}

export function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
