/**
 * What an option is followed by. `value`: attached or in the next argument, skipped; `attached`: the rest of the same
 * argument; `code`: the program itself; `script` and `module`: what is run; `end`: no script comes after it.
 */
export type Meaning = 'value' | 'attached' | 'code' | 'script' | 'module' | 'end';

export interface Interpreter {
  /** Of the executable's base name. */
  readonly matches: RegExp;
  /** Whether `-ab` means `-a -b`. */
  readonly clusters: boolean;
  readonly options: { readonly [option: string]: Meaning };
  /** First words that are no script: `run` is followed by one, `end` is not. */
  readonly subcommands?: { readonly [word: string]: 'run' | 'end' };
  /** A first word that does not look like this is no script either. */
  readonly script?: RegExp;
}

function all<T extends string>(meaning: T, options: string): { [option: string]: T } {
  return Object.fromEntries(options.split(' ').map((option) => [option, meaning]));
}

const python: Interpreter = {
  matches: /^(python|pypy)\d*(\.\d+)*[a-z]{0,2}(-dbg)?$/,
  clusters: true,
  options: { '-c': 'code', '-m': 'module', ...all('value', '-W -X -Q --check-hash-based-pycs') },
};

const node: Interpreter = {
  matches: /^node(js)?\d*$/,
  clusters: false,
  options: {
    ...all('code', '-e --eval -p --print -pe --run'),
    ...all('end', '--test --build-sea'),
    ...all('value', '-r --require --import --loader --experimental-loader -C --conditions --env-file --env-file-if-exists --title'),
    ...all('value', '--inspect-port --debug-port --icu-data-dir --openssl-config --input-type --unhandled-rejections --max-http-header-size'),
    ...all('value', '--dns-result-order --disable-warning --redirect-warnings --diagnostic-dir --report-dir --report-directory --report-filename'),
    ...all('value', '--cpu-prof-dir --cpu-prof-name --heap-prof-dir --heap-prof-name --trace-event-categories --trace-event-file-pattern'),
    ...all('value', '--tls-cipher-list --tls-keylog --v8-pool-size --watch-path --snapshot-blob --localstorage-file --secure-heap'),
    ...all('value', '--test-name-pattern --test-skip-pattern --test-reporter --test-reporter-destination --test-concurrency --test-timeout --test-shard'),
    ...all('value', '--allow-fs-read --allow-fs-write --heapsnapshot-signal --report-signal --disable-proto --experimental-config-file'),
  },
  subcommands: { inspect: 'run' },
};

const java: Interpreter = {
  matches: /^java$/,
  clusters: false,
  options: {
    ...all('script', '-jar'),
    ...all('module', '-m --module'),
    ...all('value', '-cp -classpath --class-path -p --module-path --upgrade-module-path --add-modules --limit-modules --source'),
    ...all('value', '--add-opens --add-exports --add-reads --patch-module --enable-native-access --finalization'),
    ...all('end', '-version --version --list-modules -d --describe-module'),
  },
};

const ruby: Interpreter = {
  matches: /^(ruby|truffleruby)\d*(\.\d+)*$/,
  clusters: true,
  options: {
    '-e': 'code',
    ...all('value', '-C -I -r -E -X --encoding --external-encoding --internal-encoding --enable --disable'),
    ...all('attached', '-F -K -T -W -x -i'),
  },
};

const perl: Interpreter = {
  matches: /^perl\d*(\.\d+)*$/,
  clusters: true,
  options: { ...all('code', '-e -E'), ...all('value', '-I'), ...all('attached', '-M -m -i -F -x -V -d') },
};

const php: Interpreter = {
  matches: /^php\d*(\.\d+)*$/,
  clusters: true,
  options: { ...all('code', '-r -B -R -E --run'), ...all('script', '-f --file -F'), ...all('value', '-c -d -z -S -t --php-ini --define --server --docroot') },
};

const shell: Interpreter = {
  matches: /^(ba|da|a|z|mk|k|fi|rba|)sh(\d*)(-\d+(\.\d+)*)?$/,
  clusters: true,
  options: { ...all('code', '-c'), ...all('end', '-s'), ...all('value', '-o -O +o +O --rcfile --init-file --init-command') },
};

const deno: Interpreter = {
  matches: /^deno$/,
  clusters: false,
  options: all('value', '-c --config --import-map -L --log-level --cert --location --seed --env-file --port --host --preload --conditions'),
  subcommands: { run: 'run', serve: 'run', ...all('end', 'eval repl task test bench install compile lsp fmt lint check cache x') },
  script: /[./:]/,
};

const bun: Interpreter = {
  matches: /^bun$/,
  clusters: false,
  options: {
    ...all('code', '-e --eval -p --print'),
    ...all('value', '-r --preload --import --cwd -c --config --env-file -d --define --port --conditions --tsconfig-override'),
  },
  subcommands: { run: 'run', ...all('end', 'test install i add remove build x create init upgrade repl exec pm') },
  script: /[./]/,
};

const lua: Interpreter = {
  matches: /^lua(jit)?-?\d*(\.\d+)*[a-z\d-]*$/,
  clusters: false,
  options: all('value', '-e -l'),
};

const tcl: Interpreter = { matches: /^(tclsh|wish|expect)\d*(\.\d+)*$/, clusters: false, options: { '-c': 'code', ...all('value', '-encoding') } };

const r: Interpreter = {
  matches: /^R$/,
  clusters: false,
  options: { ...all('script', '-f --file'), ...all('code', '-e'), ...all('end', '--args') },
};

const dotnet: Interpreter = {
  matches: /^(dotnet|mono|mono-sgen)$/,
  clusters: false,
  options: all('value', '--runtimeconfig --depsfile --additionalprobingpath --additional-deps --fx-version --roll-forward --config'),
  subcommands: { exec: 'run' },
  script: /\.(dll|exe)$/i,
};

const interpreters = [python, node, java, ruby, perl, php, shell, deno, bun, lua, tcl, r, dotnet];

export function interpreterOf(executable: string): Interpreter | undefined {
  return interpreters.find(({ matches }) => matches.test(executable));
}

export const isNode = (executable: string): boolean => node.matches.test(executable);
export const isJava = (executable: string): boolean => java.matches.test(executable);

/** `python3.11` → `python3`, `perl5.36.0` → `perl`. */
export function withoutVersion(executable: string): string {
  const major = /^(?:python|pypy)\d?/.exec(executable);
  return major ? major[0] : executable.replace(/-?\d.*$/, '');
}
