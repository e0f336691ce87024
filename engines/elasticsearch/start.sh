# start.sh DATA INSTALLED: becomes Elasticsearch, which keeps everything in DATA. On standard input come the user with the
# password's hash, in one line; a guest in the next, and what that one may do, in one more, or nothing in both; and the settings.
set -eu
data=$1
installed=$2
here=$(dirname -- "$0")
rm -rf "$data/tmp" # what an earlier start left
mkdir -p "$data/config" "$data/tmp"
rm -f "$data/pid" "$data/logs/http.ports" # they say who this start is and where it listens, once it does
IFS= read -r user
IFS= read -r guest
IFS= read -r rights
printf '%s\n' "$user" "$guest" >"$data/config/users"
printf 'superuser:%s\nguest:%s\n' "${user%%:*}" "${guest%%:*}" >"$data/config/users_roles"
printf 'guest: %s\n' "${rights:-{\}}" >"$data/config/roles.yml"
cat >"$data/config/elasticsearch.yml"
cp "$here/jvm.options" "$here/log4j2.properties" "$data/config"
java=$(readlink -f "$(command -v java)")
export ES_JAVA_HOME="${java%/bin/java}" ES_PATH_CONF="$data/config" ES_TMPDIR="$data/tmp"
export CLI_JAVA_OPTS="-Djava.io.tmpdir=$data/tmp" # what starts it leaves its folders behind
cd "$data"
exec bash "$installed"/elasticsearch-*/bin/elasticsearch --pidfile "$data/pid"
