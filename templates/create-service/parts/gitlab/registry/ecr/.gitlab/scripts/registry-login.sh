#!/usr/bin/env bash
# Logs in to Amazon ECR with the identity token of this job. Reads REGISTRY, REGISTRY_IDENTITY and REGISTRY_ID_TOKEN.
set -euo pipefail
apk add --quiet --no-cache aws-cli
IFS=. read -r _ _ _ region _ <<<"${REGISTRY}"
mkdir -p ~/.aws
printf '%s' "${REGISTRY_ID_TOKEN}" > ~/.aws/token
# Every later call of aws in this job finds this.
cat > ~/.aws/config << CONFIG
[default]
region = ${region}
role_arn = ${REGISTRY_IDENTITY}
role_session_name = gitlab-${CI_PROJECT_ID}-${CI_JOB_ID}
web_identity_token_file = ${HOME}/.aws/token
CONFIG
aws ecr get-login-password | docker login "${REGISTRY}" --username AWS --password-stdin
