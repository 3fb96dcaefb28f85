#!/bin/sh
# rolled out by the pipeline whenever config/ changes
kubectl -n claims create configmap claims-flags --from-file=config/flags.json -o yaml --dry-run=client | kubectl apply -f -
