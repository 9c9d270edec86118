#!/bin/sh
# Fill in what is still empty among the secrets of .env, with random characters.
set -eu
cd "$(dirname "$0")"
[ -f .env ] || cp example.env .env
chmod 600 .env
for name in POSTGRES_PASSWORD APP_DATABASE_PASSWORD SIGN_IN_COOKIE_SECRET; do
  if grep -q "^$name=\$" .env; then
    secret=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
    sed -i.old "s/^$name=\$/$name=$secret/" .env
    rm -f .env.old
  fi
done
