# start.sh DATA INSTALLED CLUSTER [FORMAT…]: becomes Kafka, which keeps everything in DATA. Its settings come on standard input.
# FORMAT is more for its StorageTool: users.
set -eu
data=$1
installed=$2
cluster=$3
shift 3
here=$(dirname -- "$0")
mkdir -p "$data"
cat >"$data/server.properties"
# Little memory: what matters is that it keeps what it has taken.
run() {
	exec java -Xms64m -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -XX:MaxDirectMemorySize=64m \
		"-Dlog4j2.configurationFile=$here/log4j2.properties" -cp "$installed/*" "$@"
}
cd "$data"
(run kafka.tools.StorageTool format --config server.properties --cluster-id "$cluster" --ignore-formatted "$@" >/dev/null)
run kafka.Kafka server.properties
