#!/bin/sh
# Makes what docker-compose.yml mounts, where it is not there yet: passwords and connection strings in secrets/, and in tls/ a certificate
# for localhost that no browser trusts, to try it with. Nothing that exists is changed.
set -eu
cd "$(dirname "$0")"
command -v openssl > /dev/null || { echo "openssl is needed." >&2; exit 1; }

# The files are for the users of the containers to read, and the folder is for nobody else on this machine.
mkdir -p secrets tls
chmod 700 secrets

write() {
  [ -e "secrets/$1" ] && return
  printf %s "$2" > "secrets/$1"
  chmod 444 "secrets/$1"
  echo "secrets/$1"
}

password() { echo "Aa1-$(openssl rand -hex 20)"; }

connection() {
  echo "Server=database;Database=coaching;User Id=$1;Password=$(cat "secrets/$2");Encrypt=true;TrustServerCertificate=true"
}

write sa_password "$(password)"
write application_password "$(password)"
write migrator_password "$(password)"
write database "$(connection coaching application_password)"
write migrator_database "$(connection coaching_migrator migrator_password)"

if [ ! -e tls/privkey.pem ]; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout tls/privkey.pem -out tls/fullchain.pem 2> /dev/null
  echo "tls/fullchain.pem and tls/privkey.pem"
fi
