import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rulesFiles } from './alerts/files.ts';
import { autoscalingFiles } from './autoscaling/files.ts';
import { grafanaFiles } from './boards/files.ts';

/** What `./sonde build` writes to dashboards/dist: of each folder its files, by their paths in it. */
const folders: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
  autoscaling: autoscalingFiles,
  grafana: grafanaFiles,
  rules: rulesFiles,
};

/** Answers how many files there are. */
export function writeDist(root: string): number {
  const files = Object.entries(folders).flatMap(([folder, made]) => Object.entries(made()).map(([name, text]) => ({ path: join(root, folder, name), text })));
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return files.length;
}
