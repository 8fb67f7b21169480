#!/bin/sh
# Brings the SPARQL engines that tests start on loopback, into .venv/engines (or ENGINES):
#   python/   a virtual environment with rdflib-endpoint: its many dependencies are nobody else's
#   jena-fuseki-server-VERSION.jar    Apache Jena Fuseki, which needs Java 17; fetched by Maven
# Virtuoso is a package of Debian's: apt install virtuoso-opensource-7-bin.
# pip and mvn ask the registries that they are configured for. What is there is not fetched again.
# Exit code 3: all but Fuseki is there, since Maven is absent or its registry refuses.
set -u
cd "$(dirname "$0")/.." || exit 1
home=${ENGINES:-.venv/engines}
fuseki=5.5.0
mkdir -p "$home" || exit 1

if ! [ -x "$home/python/bin/rdflib-endpoint" ]; then
    .venv/bin/python -m venv "$home/python" &&
        "$home/python/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
            --only-binary :all: 'rdflib-endpoint[cli,web]==0.6.3' || exit 1
fi

[ -s "$home/jena-fuseki-server-$fuseki.jar" ] && exit 0
if ! command -v mvn >/dev/null 2>&1; then
    printf '%s\n' '.ci/engines.sh: no mvn, so no Fuseki: install Maven' >&2
    exit 3
fi
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
if mvn --quiet --batch-mode dependency:copy \
    "-Dartifact=org.apache.jena:jena-fuseki-server:$fuseki" "-DoutputDirectory=$folder" >"$folder/log" 2>&1
then
    mv "$folder/jena-fuseki-server-$fuseki.jar" "$home/"
else
    printf '%s\n' ".ci/engines.sh: Maven did not bring jena-fuseki-server $fuseki" >&2
    exit 3
fi
