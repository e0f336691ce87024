# start.sh DATA INSTALLED: becomes Elasticsearch, which keeps everything in DATA. Its settings come on standard input.
set -eu
data=$1
installed=$2
here=$(dirname -- "$0")
mkdir -p "$data/config" "$data/tmp"
rm -f "$data/logs/http.ports" # it says where this start listens, once it does
cat >"$data/config/elasticsearch.yml"
cp "$here/jvm.options" "$here/log4j2.properties" "$data/config"
java=$(readlink -f "$(command -v java)")
export ES_JAVA_HOME="${java%/bin/java}" ES_PATH_CONF="$data/config" ES_TMPDIR="$data/tmp"
cd "$data"
exec bash "$installed"/elasticsearch-*/bin/elasticsearch --pidfile "$data/pid"
