#!/bin/sh
# Asks the service for a prediction with the Azure CLI and curl, signed in as one of the callers (az login).
#
#   SCORING_URI=$(pulumi stack output scoringUri) \
#   TOKEN_URL=$(pulumi stack output --json tokenAcquisition | python3 -c 'import json, sys; print(json.load(sys.stdin)["url"])') \
#   caller/call.sh '{"data": [[...]]}'
#
# --allow-http before the data sends tokens over http to public addresses, too: everybody on the way can read them.
#
# No token stands in the arguments of a process, where others could read it: curl takes them from its standard input.
set -eu

# This machine, or an address of a private network; any other name may lead anywhere.
is_private() {
  case $1 in
    *[!][A-Za-z0-9.:-]*) return 1 ;;
    localhost | *.localhost | '[::1]' | '['[fF][cCdD]??:* | '['[fF][eE][89abAB]?:*) return 0 ;;
    *[!0-9.]* | *.*.*.*.*) return 1 ;;
    127.*.*.* | 10.*.*.* | 192.168.*.* | 169.254.*.* | 172.1[6-9].*.* | 172.2[0-9].*.* | 172.3[01].*.*) return 0 ;;
    *) return 1 ;;
  esac
}

# $1: the address that a token is sent to, $2: whether http is allowed everywhere.
check() {
  host=${1#http://}
  host=${host%%[/?#]*}
  case $host in *']') ;; *) host=${host%:*} ;; esac
  case $1 in
    https://*) ;;
    http://*)
      if [ "$2" = no ] && ! is_private "$host"; then
        echo "http://$host: everybody on the way could read the token; use https, or --allow-http" >&2
        exit 2
      fi
      ;;
    *)
      echo "$1: must begin with https:// or http://" >&2
      exit 2
      ;;
  esac
}

allow_http=no
if [ "${1:-}" = --allow-http ]; then
  allow_http=yes
  shift
fi
check "$TOKEN_URL" no
check "$SCORING_URI" "$allow_http"

bearer() { sed 's/.*/header = "Authorization: Bearer &"/'; }

az account get-access-token --scope "${SCOPE:-https://management.azure.com/.default}" --query accessToken --output tsv |
  bearer |
  curl --fail-with-body --silent --show-error --config - --request POST --header 'Content-Length: 0' "$TOKEN_URL" |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["accessToken"])' |
  bearer |
  curl --fail-with-body --silent --show-error --config - --header 'Content-Type: application/json' --data "$1" "$SCORING_URI"
