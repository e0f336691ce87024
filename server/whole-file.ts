import { open, readFile, rename, rm } from 'node:fs/promises';

/** In one step, so that no one ever reads half of it; nobody but the owner reads it at all. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  const file = await open(fresh, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}

/** Undefined where there is none that can be read. */
export const wholeText = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

/** Where it has this text already, a full disk does no harm. */
export async function writeChanged(path: string, text: string): Promise<void> {
  if ((await wholeText(path)) !== text) await writeWhole(path, text);
}
