import { appendFileSync, copyFileSync, existsSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

/** So many rotated files are kept: longer than anybody is away. */
const keptFiles = 40;
const rotateEveryLines = 400;

/** What a writer writes, by its number and that of the line. */
export function lineOf(writer: number, number: number): string {
  return `writer-${writer} line ${number} of a program that has something to say`;
}

/** Writes numbered lines to one file, and rotates it, now by renaming, now by copying and emptying. */
export class Writer {
  readonly #path: string;
  readonly #number: number;
  readonly #random: () => number;
  #written = 0;
  #sinceRotation = 0;

  constructor(folder: string, number: number, random: () => number) {
    this.#path = join(folder, `writer-${number}.log`);
    this.#number = number;
    this.#random = random;
  }

  /** How many lines. */
  get written(): number {
    return this.#written;
  }

  write(count: number): void {
    let text = '';
    for (let end = this.#written + count; this.#written < end; this.#written += 1) text += `${lineOf(this.#number, this.#written)}\n`;
    // A line may come in two pieces.
    const cut = Math.floor(this.#random() * text.length);
    appendFileSync(this.#path, text.slice(0, cut));
    appendFileSync(this.#path, text.slice(cut));
    this.#sinceRotation += count;
    if (this.#sinceRotation < rotateEveryLines * (0.5 + this.#random())) return;
    this.#sinceRotation = 0;
    this.#rotate();
  }

  #rotate(): void {
    rmSync(`${this.#path}.${keptFiles}`, { force: true });
    for (let age = keptFiles - 1; age >= 1; age -= 1) if (existsSync(`${this.#path}.${age}`)) renameSync(`${this.#path}.${age}`, `${this.#path}.${age + 1}`);
    if (this.#random() < 0.5) {
      renameSync(this.#path, `${this.#path}.1`);
      return;
    }
    copyFileSync(this.#path, `${this.#path}.1`);
    truncateSync(this.#path);
  }
}
