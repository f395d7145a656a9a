#!/bin/sh
# The broker of the compose file: fills in server.properties, formats an empty disk with the first passwords of broker
# and administrator, and becomes the broker. KAFKA_HOME, DATA, PASSWORDS, CERTIFICATES, WORK: folders.
set -eu
umask 077
: "${CLUSTER_ID:?}" "${SECURITY:=SASL_PLAINTEXT}" "${INSIDE_ADVERTISED:?}" "${OUTSIDE_ADVERTISED:?}"
: "${INSIDE:=:9092}" "${OUTSIDE:=:9094}" "${CONTROLLER:=127.0.0.1:9093}"
: "${KAFKA_HOME:=/opt/kafka}" "${DATA:=/var/lib/kafka/data}" "${WORK:=/tmp/onward}"
: "${PASSWORDS:=/run/onward/kafka}" "${CERTIFICATES:=/run/onward/certificates}"
mkdir -p "$WORK"
settings=$WORK/server.properties
sed -e "s|@CONTROLLER@|$CONTROLLER|g; s|@DATA@|$DATA|; s|@SECURITY@|$SECURITY|g" \
    -e "s|@INSIDE@|$INSIDE|; s|@OUTSIDE@|$OUTSIDE|" \
    -e "s|@INSIDE_ADVERTISED@|$INSIDE_ADVERTISED|; s|@OUTSIDE_ADVERTISED@|$OUTSIDE_ADVERTISED|" \
    -e "s|@PASSWORDS@|$PASSWORDS|g; s|@CERTIFICATES@|$CERTIFICATES|g" \
    "$(dirname "$0")/server.properties" >"$settings"
if [ ! -e "$DATA/meta.properties" ]; then
    # In a file: whoever may list processes reads their words. What the tool prints holds hashes of the passwords.
    {
        printf '%s\n' format -t "$CLUSTER_ID" -c "$settings"
        for name in broker admin; do
            printf '%s\n' --add-scram "SCRAM-SHA-512=[name=\"onward-$name\",password=\"$(cat "$PASSWORDS/$name")\"]"
        done
    } >"$WORK/format"
    "$KAFKA_HOME/bin/kafka-storage.sh" "@$WORK/format" >/dev/null
    rm "$WORK/format"
fi
exec "$KAFKA_HOME/bin/kafka-server-start.sh" "$settings"
