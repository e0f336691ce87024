import koffi from 'koffi';

/** The only file that knows libbpf and libc. Pointers are opaque; every error is thrown with the call's name and errno. */

export type Pointer = unknown;

const libbpf = koffi.load('libbpf.so.1');
const libc = koffi.load('libc.so.6');

koffi.struct('bpf_iter_attach_opts', { sz: 'size_t', link_info: 'void *', link_info_len: 'uint32_t' });

const call = {
  setPrint: libbpf.func('void *libbpf_set_print(void *print)'),
  openFile: libbpf.func('void *bpf_object__open_file(const char *path, void *options)'),
  load: libbpf.func('int bpf_object__load(void *object)'),
  close: libbpf.func('void bpf_object__close(void *object)'),
  nextProgram: libbpf.func('void *bpf_object__next_program(void *object, void *previous)'),
  programName: libbpf.func('const char *bpf_program__name(void *program)'),
  programSection: libbpf.func('const char *bpf_program__section_name(void *program)'),
  programFd: libbpf.func('int bpf_program__fd(void *program)'),
  setLogBuffer: libbpf.func('int bpf_program__set_log_buf(void *program, void *buffer, size_t bytes)'),
  attach: libbpf.func('void *bpf_program__attach(void *program)'),
  attachCgroup: libbpf.func('void *bpf_program__attach_cgroup(void *program, int cgroup)'),
  attachIterator: libbpf.func('void *bpf_program__attach_iter(void *program, bpf_iter_attach_opts *options)'),
  linkFd: libbpf.func('int bpf_link__fd(void *link)'),
  destroyLink: libbpf.func('int bpf_link__destroy(void *link)'),
  createIterator: libbpf.func('int bpf_iter_create(int link)'),
  nextMap: libbpf.func('void *bpf_object__next_map(void *object, void *previous)'),
  mapName: libbpf.func('const char *bpf_map__name(void *map)'),
  mapFd: libbpf.func('int bpf_map__fd(void *map)'),
  mapKeyBytes: libbpf.func('uint32_t bpf_map__key_size(void *map)'),
  mapValueBytes: libbpf.func('uint32_t bpf_map__value_size(void *map)'),
  reuseMapFd: libbpf.func('int bpf_map__reuse_fd(void *map, int fd)'),
  setMaxEntries: libbpf.func('int bpf_map__set_max_entries(void *map, uint32_t entries)'),
  initialValue: libbpf.func('void *bpf_map__initial_value(void *map, _Out_ size_t *bytes)'),
  lookup: libbpf.func('int bpf_map_lookup_elem(int fd, const void *key, _Out_ void *value)'),
  update: libbpf.func('int bpf_map_update_elem(int fd, const void *key, const void *value, uint64_t flags)'),
  take: libbpf.func('int bpf_map_lookup_and_delete_elem(int fd, const void *key, _Out_ void *value)'),
  lookupBatch: libbpf.func('int bpf_map_lookup_batch(int fd, void *from, void *next, void *keys, void *values, void *count, void *options)'),
  enableStats: libbpf.func('int bpf_enable_stats(int type)'),
  infoByFd: libbpf.func('int bpf_obj_get_info_by_fd(int fd, void *info, void *bytes)'),
  cpus: libbpf.func('int libbpf_num_possible_cpus()'),
  mmap: libc.func('void *mmap(void *address, size_t bytes, int protection, int flags, int fd, int64_t offset)'),
  munmap: libc.func('int munmap(void *address, size_t bytes)'),
  adjtimex: libc.func('int adjtimex(_Inout_ void *timex)'),
};

/** ENOENT */
const noEntry = 2;
const errnoNames = new Map(Object.entries(koffi.os.errno).map(([name, code]) => [code, name]));

function failure(name: string, code: number): Error {
  return new Error(`${name}: ${errnoNames.get(code) ?? `errno ${code}`}`);
}

/** libbpf answers a negative errno. */
function checked(name: string, result: number): number {
  if (result < 0) throw failure(name, -result);
  return result;
}

function present(name: string, pointer: Pointer): Pointer {
  if (pointer === null) throw failure(name, koffi.errno());
  return pointer;
}

/** Its own messages go to stderr, where they would drown ours: what matters comes with the error. */
export function silenceLibrary(): void {
  call.setPrint(null);
}

export const openObject = (path: string): Pointer => present(`opening ${path}`, call.openFile(path, null));
export const loadObject = (object: Pointer): void => void checked('loading', call.load(object));
export const closeObject = (object: Pointer): void => call.close(object);

export interface ProgramPointer {
  readonly pointer: Pointer;
  readonly name: string;
  readonly section: string;
}

export function programsOf(object: Pointer): ProgramPointer[] {
  const found: ProgramPointer[] = [];
  for (let pointer = call.nextProgram(object, null); pointer !== null; pointer = call.nextProgram(object, pointer)) {
    found.push({ pointer, name: call.programName(pointer), section: call.programSection(pointer) });
  }
  return found;
}

export const programFd = (program: Pointer): number => checked('program fd', call.programFd(program));
/** The buffer must outlive the load. */
export const setProgramLog = (program: Pointer, log: Buffer): void => void checked('setting the log', call.setLogBuffer(program, log, log.length));
export const attachProgram = (program: Pointer): Pointer => present('attaching', call.attach(program));
export const attachToCgroup = (program: Pointer, cgroupFd: number): Pointer => present('attaching to the root cgroup', call.attachCgroup(program, cgroupFd));

/** An iterator over everything, or, with a map, over the map. */
export function attachIterator(program: Pointer, mapFd?: number): Pointer {
  if (mapFd === undefined) return present('attaching the iterator', call.attachIterator(program, null));
  const info = Buffer.alloc(16);
  info.writeUInt32LE(mapFd);
  return present(
    'attaching the iterator',
    call.attachIterator(program, { sz: koffi.sizeof('bpf_iter_attach_opts'), link_info: info, link_info_len: info.length }),
  );
}

export const detach = (link: Pointer): void => void call.destroyLink(link);
/** A file descriptor: reading it to its end runs the iterator once. */
export const createIterator = (link: Pointer): number => checked('starting the iterator', call.createIterator(call.linkFd(link)));

export interface MapPointer {
  readonly pointer: Pointer;
  readonly name: string;
}

export function mapsOf(object: Pointer): MapPointer[] {
  const found: MapPointer[] = [];
  for (let pointer = call.nextMap(object, null); pointer !== null; pointer = call.nextMap(object, pointer)) {
    found.push({ pointer, name: call.mapName(pointer) });
  }
  return found;
}

export const mapFd = (map: Pointer): number => checked('map fd', call.mapFd(map));
export const mapKeyBytes = (map: Pointer): number => call.mapKeyBytes(map);
export const mapValueBytes = (map: Pointer): number => call.mapValueBytes(map);
export const reuseMap = (map: Pointer, fd: number): void => void checked('sharing a map', call.reuseMapFd(map, fd));
export const setMaxEntries = (map: Pointer, entries: number): void => void checked('sizing a map', call.setMaxEntries(map, entries));

/** The bytes of a global-data map before the load; a write to them is what the program will see. */
export function initialValue(map: Pointer): Uint8Array {
  const bytes: [number] = [0];
  const pointer = present('reading the settings', call.initialValue(map, bytes));
  return new Uint8Array(koffi.view(pointer, bytes[0]));
}

/** False where the key is not there; any other failure is thrown. */
function found(name: string, result: number): boolean {
  if (result === -noEntry) return false;
  checked(name, result);
  return true;
}

/** Fills `value`; false where the key is not there. */
export const lookup = (fd: number, key: Uint8Array, value: Uint8Array): boolean => found('looking into a map', call.lookup(fd, key, value));
export const update = (fd: number, key: Uint8Array, value: Uint8Array): void => void checked('updating a map', call.update(fd, key, value, 0));
/** Deletes the entry and fills `value` with its last state; false where the key is not there. */
export const take = (fd: number, key: Uint8Array, value: Uint8Array): boolean => found('taking from a map', call.take(fd, key, value));

export interface Batch {
  readonly from: Uint8Array | null;
  readonly next: Uint8Array;
  readonly keys: Uint8Array;
  readonly values: Uint8Array;
  /** In: how many fit. Out: how many there are. */
  readonly count: Uint32Array;
}

/** False when this batch was the last one. */
export function lookupBatch(fd: number, { from, next, keys, values, count }: Batch): boolean {
  return found('reading a map', call.lookupBatch(fd, from, next, keys, values, count, null));
}

/** While this descriptor is open, the kernel times every BPF program. */
export const enableStatistics = (): number => checked('enabling BPF statistics', call.enableStats(0));
/** `struct bpf_prog_info` or `bpf_map_info`, as far as it fits. */
export function readInfo(fd: number, info: Uint8Array): void {
  checked('reading the info', call.infoByFd(fd, info, new Uint32Array([info.length])));
}

export const possibleCpus = (): number => checked('counting CPUs', call.cpus());

/** Fills a zeroed `struct timex`, which asks and sets nothing; answers the state of the kernel's clock. */
export function readKernelClock(timex: Uint8Array): number {
  const state = call.adjtimex(timex);
  if (state < 0) throw failure('adjtimex', koffi.errno());
  return state;
}

const mapShared = 1;
const mapFailed = 0xffffffffffffffffn;

/** A view of a BPF map's pages, and how to give them back. */
export function mapPages(fd: number, bytes: number, offset: number, writable: boolean): { pages: ArrayBuffer; unmap: () => void } {
  const pointer = call.mmap(null, bytes, writable ? 3 : 1, mapShared, fd, offset);
  if (koffi.address(pointer) === mapFailed) throw failure('mapping a ring', koffi.errno());
  return { pages: koffi.view(pointer, bytes), unmap: () => void call.munmap(pointer, bytes) };
}
