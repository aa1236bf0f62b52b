#!/usr/bin/env bash
# moto speaks the AWS wire protocol on loopback; the aws command line is the independent witness.
#   start-moto.sh PORT          runs moto_server in the foreground
#   start-moto.sh aws ARGS...   runs the aws command line
# Both come from PATH, or from a private virtual environment that is made on first use.
set -euo pipefail
shopt -s inherit_errexit

environment="${FIELDCRYPT_TEST_CACHE:-${TMPDIR:-/tmp}/fieldcrypt-test-cache}/moto"

# tool NAME FLAG: the path of a tool that answers to FLAG.
tool() {
    if command -v "$1" >/dev/null 2>&1 && "$1" "$2" >/dev/null 2>&1; then
        command -v "$1"
        return
    fi
    if [ ! -x "$environment/bin/$1" ]; then
        mkdir -p "$environment"
        (
            flock 9
            if [ ! -x "$environment/bin/$1" ]; then
                python3 -m venv "$environment" >&2
                "$environment/bin/pip" install --quiet 'moto[server]>=5.1,<6' 'awscli>=1.40,<2' >&2
            fi
        ) 9>"$environment.lock"
    fi
    echo "$environment/bin/$1"
}

if [ "${1:?a port, or aws and its arguments}" = aws ]; then
    shift
    command="$(tool aws --version)"
    exec "$command" "$@"
fi

command="$(tool moto_server --help)"
exec "$command" -H 127.0.0.1 -p "$1"
