# Makes .venv with the newest Python from 3.11 on, or says in one line what is missing.
[ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null && exit 0
for python in python3.13 python3.12 python3.11 python3; do
    command -v "$python" >/dev/null 2>&1 || continue
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 && exit 0
    echo "$python cannot make a virtual environment: install its venv module (Debian: apt install python3-venv)." >&2
    exit 1
done
echo "Python 3.11 or newer is needed and was not found: install python3." >&2
exit 1
