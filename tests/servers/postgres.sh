#!/usr/bin/env bash
# Starts a private PostgreSQL server for the tests in the folder given, on a free loopback port, and prints the variable
# they read. Installs PostgreSQL where it is missing. FOLDER/postgres.stop stops it.
# By hand: eval "$(tests/servers/postgres.sh "$(mktemp -d)")"
set -euo pipefail
folder=$1

find_binaries() {
  local found
  for found in /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")"; do
    [ -x "$found/initdb" ] && [ -x "$found/pg_ctl" ] && echo "$found"
  done | sort -V | tail -n 1
}

binaries=$(find_binaries)
if [ -z "$binaries" ]; then
  sudo=$([ "$(id -u)" -eq 0 ] || echo sudo)
  { $sudo apt-get update -q && $sudo apt-get install -qy postgresql; } >&2
  binaries=$(find_binaries)
fi

# PostgreSQL refuses to run as root.
as_user() { "$@"; }
mkdir -p "$folder/postgres"
if [ "$(id -u)" -eq 0 ]; then
  user=postgres
  id "$user" >/dev/null 2>&1 || useradd --system "$user"
  as_user() { runuser -u "$user" -- "$@"; }
  chmod a+x "$folder"
  chown "$user" "$folder/postgres"
fi

data="$folder/postgres/data"
as_user "$binaries/initdb" --pgdata "$data" --username fieldcrypt --auth trust --encoding UTF8 --locale C --no-sync >&2

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# Another process may take the port between the look and the start.
for attempt in 1 2 3 4 5; do
  port=$(free_port)
  options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c full_page_writes=off -c max_connections=300"
  if as_user "$binaries/pg_ctl" start --pgdata "$data" --wait --log "$folder/postgres/log" --options "$options" >&2; then
    printf '#!/usr/bin/env bash\n' > "$folder/postgres.stop"
    if [ "$(id -u)" -eq 0 ]; then printf 'runuser -u %q -- ' "$user" >> "$folder/postgres.stop"; fi
    printf '%q stop --pgdata %q --mode immediate\n' "$binaries/pg_ctl" "$data" >> "$folder/postgres.stop"
    echo "export FIELDCRYPT_TEST_POSTGRES='Host=127.0.0.1;Port=$port;Username=fieldcrypt;Database=postgres'"
    exit 0
  fi
  echo "PostgreSQL did not start on port $port (attempt $attempt)" >&2
done
cat "$folder/postgres/log" >&2
exit 1
