#!/usr/bin/env bash
# Makes private SoftHSM2 tokens in a folder and prints the path of the PKCS#11 module.
#   setup-softhsm.sh FOLDER PIN LABEL...
# The folder gets softhsm2.conf, for SOFTHSM2_CONF. Installs the Debian package where it is missing.
set -euo pipefail

folder="${1:?folder}"
pin="${2:?user PIN}"
shift 2

if ! command -v softhsm2-util >/dev/null 2>&1; then
    elevate=""
    [ "$(id -u)" = 0 ] || elevate="sudo -n"
    { $elevate apt-get update && $elevate apt-get install -y --no-install-recommends softhsm2; } >&2
fi

mkdir -p "$folder/tokens"
chmod 700 "$folder"
cat >"$folder/softhsm2.conf" <<EOF
directories.tokendir = $folder/tokens
objectstore.backend = file
log.level = ERROR
slots.removable = false
EOF

export SOFTHSM2_CONF="$folder/softhsm2.conf"
for label in "$@"; do
    softhsm2-util --init-token --free --label "$label" --so-pin "so-$pin" --pin "$pin" >&2
done

for module in /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so /usr/lib64/pkcs11/libsofthsm2.so /usr/local/lib/softhsm/libsofthsm2.so /opt/homebrew/lib/softhsm/libsofthsm2.so; do
    if [ -e "$module" ]; then
        readlink -f "$module"
        exit 0
    fi
done
echo "libsofthsm2.so was not found" >&2
exit 1
