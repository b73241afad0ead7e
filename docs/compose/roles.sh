#!/bin/sh
# The role that the site uses: it owns nothing, so it cannot touch the ledger's past. Run once, by the database's image.
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set password="$RUNTIME_PASSWORD" <<'SQL'
CREATE ROLE vliegwiel LOGIN PASSWORD :'password';
SQL
