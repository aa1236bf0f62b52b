#!/usr/bin/env bash
# Prints the path of NSS's software token (libsoftokn3.so), a PKCS#11 module of another make than SoftHSM2.
# Installs the Debian package libnss3 where it is missing.
set -euo pipefail

find_module() {
    for module in /usr/lib/*/libsoftokn3.so /usr/lib64/libsoftokn3.so /usr/lib/libsoftokn3.so /usr/lib/*/nss/libsoftokn3.so; do
        if [ -e "$module" ]; then
            readlink -f "$module"
            return 0
        fi
    done
    return 1
}

find_module && exit 0
elevate=""
[ "$(id -u)" = 0 ] || elevate="sudo -n"
{ $elevate apt-get update && $elevate apt-get install -y --no-install-recommends libnss3; } >&2
find_module || { echo "libsoftokn3.so was not found" >&2; exit 1; }
