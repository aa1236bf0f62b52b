#!/usr/bin/env bash
# Installs or starts what the tests need, builds everything, runs all tests.
# The last line says "N passed, N failed", with ", N skipped" where the large vector sets are not beside the checkout.
set -euo pipefail
cd "$(dirname "$0")"

configuration=Release
work=$(mktemp -d)
stop_servers() {
  for stop in "$work"/*.stop; do
    [ -e "$stop" ] && bash "$stop" >/dev/null 2>&1 || true
  done
  rm -rf "$work"
}
trap stop_servers EXIT

# Each script starts one server, prints the variables that tests read as "export NAME=value", and leaves a stop script.
for start in tests/servers/*.sh; do
  [ -e "$start" ] || continue
  echo "== $start"
  bash "$start" "$work" > "$work/exports"
  # shellcheck disable=SC1091
  source "$work/exports"
done

echo "== build"
dotnet build FieldCrypt.sln -c "$configuration" --nologo -v quiet

passed=0 failed=0 skipped=0
for project in tests/*.Tests; do
  name=$(basename "$project")
  echo "== $name"
  log="$work/$name.log"
  "$project/bin/$configuration/net10.0/$name" -noColor 2>&1 | tee "$log" | grep -vE '^ *(Discovering|Discovered|Starting|Finished)' || true
  summary=$(grep -E 'Total: [0-9]+, Errors: ' "$log" | tail -n 1 || true)
  if [ -z "$summary" ]; then
    echo "$name ended without a summary"
    failed=$((failed + 1))
    continue
  fi
  number() { sed -E "s/.*$1: ([0-9]+).*/\1/" <<< "$summary"; }
  wrong=$(( $(number Errors) + $(number Failed) ))
  left=$(number Skipped)
  passed=$((passed + $(number Total) - $(number Failed) - left))
  failed=$((failed + wrong))
  skipped=$((skipped + left))
done

echo
if [ "$skipped" -gt 0 ]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
