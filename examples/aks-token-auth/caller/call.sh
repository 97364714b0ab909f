#!/bin/sh
# Asks the service for a prediction with the Azure CLI and curl, signed in as one of the callers (az login).
#
#   SCORING_URI=$(pulumi stack output scoringUri) \
#   TOKEN_URL=$(pulumi stack output --json tokenAcquisition | python3 -c 'import json, sys; print(json.load(sys.stdin)["url"])') \
#   caller/call.sh '{"data": [[...]]}'
#
# No token stands in the arguments of a process, where others could read it: curl takes them from its standard input.
set -eu

bearer() { sed 's/.*/header = "Authorization: Bearer &"/'; }

az account get-access-token --scope "${SCOPE:-https://management.azure.com/.default}" --query accessToken --output tsv |
  bearer |
  curl --fail-with-body --silent --show-error --config - --request POST --header 'Content-Length: 0' "$TOKEN_URL" |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["accessToken"])' |
  bearer |
  curl --fail-with-body --silent --show-error --config - --header 'Content-Type: application/json' --data "$1" "$SCORING_URI"
