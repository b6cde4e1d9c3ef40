#!/usr/bin/env bash
# Scans the dependencies: dependency-check.sh <SARIF file>. Reads NVD_API_KEY, and keeps what it fetches in the folder DATA.
set -euo pipefail
# The plugin comes from Maven Central with a checksum; it wants a project around it.
folder=$(mktemp --directory)
cat > "${folder}/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId>
  <artifactId>dependencies</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
</project>
POM
mvn --batch-mode --no-transfer-progress --strict-checksums --file "${folder}/pom.xml" \
  org.owasp:dependency-check-maven:13.0.0:aggregate \
  -DscanDirectory="${PWD}" -DdataDirectory="${DATA}" -DnvdApiKeyEnvironmentVariable=NVD_API_KEY \
  -DenableExperimental=true -DossIndexAnalyzerEnabled=false -Dformat=SARIF -Dodc.outputDirectory="${folder}"
mkdir -p "$(dirname "$1")"
mv "${folder}/dependency-check-report.sarif" "$1"
