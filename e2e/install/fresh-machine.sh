# fresh-machine.sh CHECKOUT WORK PACKAGE…: this machine without the packages, and with a clone of CHECKOUT in a folder
# that only root may enter, as WORK/root. The changes lie in WORK/changes. Wants a mount namespace of its own.
set -eu
checkout=$1 work=$2
shift 2
root=$work/root

mkdir -p "$work/work" "$root" "$work/changes/srv"
mkdir -p -m 0700 "$work/changes/srv/private"
clone=$work/changes/srv/private/sonde
if [ -e "$checkout/.git" ] && git -C "$checkout" rev-parse --quiet --verify HEAD >/dev/null; then
	# As anyone gets it, and over that what is changed here and not yet committed. What git ignores is not there.
	git clone --quiet --no-hardlinks "$checkout" "$clone"
	git -C "$checkout" diff --binary HEAD | git -C "$clone" apply --allow-empty
	git -C "$checkout" ls-files -z --others --exclude-standard |
		tar -C "$checkout" --null --files-from=- -c | tar -C "$clone" -x
else
	mkdir "$clone"
	tar -C "$checkout" --exclude=./.build --exclude=./node_modules --exclude=./test-results -c . | tar -C "$clone" -x
fi

mount -t overlay overlay -o "lowerdir=/,upperdir=$work/changes,workdir=$work/work" "$root"
for folder in dev proc sys; do mount --rbind "/$folder" "$root/$folder"; done
for folder in run tmp; do mount -t tmpfs -o mode=1777 tmpfs "$root/$folder"; done
cp --remove-destination "$(readlink -f /etc/resolv.conf)" "$root/etc/resolv.conf"

rm -rf "$root/usr/sbin/policy-rc.d" "$root/var/lib/sonde" "$root/root/.npm"
# It will not outlive a power cut, and nobody reads its manuals.
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
rm -f "$root/var/lib/man-db/auto-update"
cd "$root"
export DEBIAN_FRONTEND=noninteractive
there=$(chroot . dpkg-query -W -f '${binary:Package}\n' "$@" nodejs 'clang*' 'libclang*' 'llvm*' 2>/dev/null || :)
chroot . apt-get purge -y --autoremove $there >/dev/null
! chroot . getent passwd sonde >/dev/null || chroot . userdel sonde
echo ready
exec sleep infinity
