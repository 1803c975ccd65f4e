#!/usr/bin/env bash
# The first deployment to a hosted Supabase project, and every later one: safe to repeat. See docs/guides/hosted.md.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}

missing=()
for name in SUPABASE_URL SUPABASE_PUBLISHABLE_KEY SUPABASE_SECRET_KEY SUPABASE_ACCESS_TOKEN DATABASE_URL \
            LEAVEN_PUBLIC_URL LEAVEN_SMTP_HOST LEAVEN_SMTP_USER LEAVEN_SMTP_PASSWORD LEAVEN_SMTP_FROM; do
  [ -n "${!name:-}" ] || missing+=("$name")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "Set these first: ${missing[*]}. docs/guides/hosted.md says where each comes from." >&2
  exit 1
fi
[[ $SUPABASE_URL =~ ^https://([a-z0-9]{20})\.supabase\.co/?$ ]] || {
  echo "SUPABASE_URL should look like https://<twenty letters>.supabase.co." >&2
  exit 1
}
project=${BASH_REMATCH[1]}

echo "1/3  Settings: sign-in by code, no sign-ups, mail, limits, exposed schemas"
npx --yes supabase@3.1.0 config push --remote="$project" --yes
echo "2/3  Queue and migrations"
"$python" -m app migrate
echo "3/3  A look over the wire"
"$python" -m app doctor --hosted
