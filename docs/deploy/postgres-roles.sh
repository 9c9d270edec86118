#!/bin/sh
# Run once by the database's image: the app gets a role of its own that is no superuser, so that the rules which keep
# people's rows apart hold for it.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 --set password="$APP_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE threatparley LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE threatparley OWNER threatparley;
REVOKE CONNECT ON DATABASE threatparley FROM PUBLIC;
SQL
