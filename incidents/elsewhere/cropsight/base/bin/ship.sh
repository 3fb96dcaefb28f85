#!/bin/sh
# usage: bin/ship.sh <host>...
set -eu
CGO_ENABLED=0 go build -o build/cropsight ./cmd/cropsight
for h in "$@"; do
  scp build/cropsight "$h:/opt/cropsight/cropsight.new"
  scp config/prod.yaml "$h:/etc/cropsight/config.yaml"
  ssh "$h" 'mv /opt/cropsight/cropsight.new /opt/cropsight/cropsight && systemctl restart cropsight'
done
