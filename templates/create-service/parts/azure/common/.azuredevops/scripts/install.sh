#!/usr/bin/env bash
# Takes a program out of its official image: install.sh <image> <path of the program in it>
set -euo pipefail
container=$(docker create "$1" nothing)
sudo docker cp --quiet "${container}:$2" /usr/local/bin/
docker rm "${container}" > /dev/null
