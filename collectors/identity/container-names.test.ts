import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { containerNames } from './container-names.ts';

const id = '4f9bb1a6c1d1a3c7d0c2b5f0a9e87d6c5b4a39281706f5e4d3c2b1a098765432';
const short = '4f9bb1a6c1d1';
const unnamed = { name: short, namespace: '' };

/** A host with these files, as the runtimes leave them. */
function host(t: { after(clean: () => void): void }, files: { readonly [path: string]: unknown }) {
  const root = mkdtempSync(`${tmpdir()}/sonde-host-`);
  t.after(() => rmSync(root, { recursive: true }));
  const write = (path: string, content: unknown) => {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, typeof content === 'string' ? content : JSON.stringify(content));
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  const clock = { ms: 0 };
  return { write, clock, names: containerNames({ root, now: () => clock.ms }) };
}

const dockerConfig = { StreamConfig: {}, State: { Running: true, Pid: 812 }, ID: id, Name: '/shop-api-1', Image: 'sha256:0a', Config: { Hostname: short } };

test('Docker names a container in its config', (t) => {
  const { names } = host(t, { [`/var/lib/docker/containers/${id}/config.v2.json`]: dockerConfig });
  assert.deepEqual(names.name(id), { name: 'shop-api-1', namespace: '' });
});

test('Docker’s folder may be elsewhere', (t) => {
  const { names } = host(t, {
    '/etc/docker/daemon.json': { 'data-root': '/data/docker' },
    [`/data/docker/containers/${id}/config.v2.json`]: dockerConfig,
  });
  assert.equal(names.name(id).name, 'shop-api-1');
});

test('containerd tells the pod, its namespace and the container', (t) => {
  const annotations = {
    'io.kubernetes.cri.container-name': 'api',
    'io.kubernetes.cri.container-type': 'container',
    'io.kubernetes.cri.sandbox-name': 'shop-6d9c7b8f6d-x2x7k',
    'io.kubernetes.cri.sandbox-namespace': 'shop',
  };
  const { names } = host(t, {
    [`/run/containerd/io.containerd.runtime.v2.task/moby/${'f'.repeat(64)}/config.json`]: { ociVersion: '1.1.0', annotations: {} },
    [`/run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}/config.json`]: { ociVersion: '1.1.0', process: {}, annotations },
  });
  assert.deepEqual(names.name(id), { name: 'shop-6d9c7b8f6d-x2x7k/api', namespace: 'shop' });
});

test('nerdctl leaves the name in an annotation', (t) => {
  const bundle = { ociVersion: '1.1.0', annotations: { 'nerdctl/name': 'cache', 'nerdctl/hostname': short } };
  const { names } = host(t, { [`/run/containerd/io.containerd.runtime.v2.task/default/${id}/config.json`]: bundle });
  assert.deepEqual(names.name(id), { name: 'cache', namespace: '' });
});

test('CRI-O tells the pod, its namespace and the container', (t) => {
  const annotations = { 'io.kubernetes.container.name': 'api', 'io.kubernetes.pod.name': 'shop-0', 'io.kubernetes.pod.namespace': 'shop' };
  const { names } = host(t, { [`/run/containers/storage/overlay-containers/${id}/userdata/config.json`]: { ociVersion: '1.0.2', annotations } });
  assert.deepEqual(names.name(id), { name: 'shop-0/api', namespace: 'shop' });
});

test('Podman names its containers in one list, those that vanish with --rm in another', (t) => {
  const list = (name: string, of: string) => [{ id: 'b'.repeat(64) }, { id: of, names: [name], image: '0a', layer: '0b', created: '2024-05-04T10:00:00Z' }];
  const { names } = host(t, {
    '/var/lib/containers/storage/overlay-containers/containers.json': list('db', id),
    '/var/lib/containers/storage/overlay-containers/volatile-containers.json': list('job', 'c'.repeat(64)),
  });
  assert.equal(names.name(id).name, 'db');
  assert.equal(names.name('c'.repeat(64)).name, 'job');
});

test('an unknown container is the first 12 digits of its id', (t) => {
  const { names } = host(t, {});
  assert.deepEqual(names.name(id), unnamed);
});

test('a file that is broken, cut or of another shape is as good as absent', (t) => {
  for (const content of ['', '{"Name": "/sh', '[]', 'null', { Name: 7 }, { Name: '/' }]) {
    const { names } = host(t, { [`/var/lib/docker/containers/${id}/config.v2.json`]: content });
    assert.deepEqual(names.name(id), unnamed, JSON.stringify(content));
  }
});

test('a name that is written late is found, a known one is not read again', (t) => {
  const { names, write, clock } = host(t, {});
  const path = `/var/lib/docker/containers/${id}/config.v2.json`;
  assert.equal(names.name(id).name, short);
  write(path, dockerConfig);
  assert.equal(names.name(id).name, short, 'absence is remembered for a while');
  clock.ms = 31_000;
  assert.equal(names.name(id).name, 'shop-api-1');
  write(path, { ...dockerConfig, Name: '/other' });
  clock.ms = 1e9;
  assert.equal(names.name(id).name, 'shop-api-1');
});

test('memory is bounded however many containers come and go', () => {
  const names = containerNames({ root: '/nonexistent', maxEntries: 20 });
  for (let count = 0; count < 100; count += 1) names.name(count.toString(16).padStart(64, '0'));
  assert.equal(names.size(), 20);
});
