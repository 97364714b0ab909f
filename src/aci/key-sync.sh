#!/bin/sh
# The key-sync container's program, for any POSIX shell with awk and curl 7.84: it reads the secrets of both slots and puts each
# into a file for the gateway, again and again.
#
# What it holds to: a key's file is replaced as a whole or not at all, and only by what can be a key; while the vault or
# the identity is away the files stay as they are. The token and the keys are in variables of the shell and in pipes,
# never in an argument, the environment, or a line of the log. curl checks certificates and follows no redirect.
#
# Its settings are variables of the environment, none of them secret; see `keySyncContainer`. Where the identity is
# asked stands in `AZURE_POD_IDENTITY_AUTHORITY_HOST`, or is the address that Azure has for it.
#
# `npm run build` puts everything below these lines into key-sync-script.ts, which is what the container gets.
#
# What is divided before it is multiplied is a power of two, so that nothing is lost:
# shellcheck disable=SC2017

set -u
# The gateway may run as another user; nobody else in the group has this folder.
umask 022

identity="${AZURE_POD_IDENTITY_AUTHORITY_HOST:-http://169.254.169.254}"
identity="${identity%/}/metadata/identity/oauth2/token?api-version=2018-02-01&client_id=$CLIENT_ID&resource=$VAULT_AUDIENCE"
vault="${VAULT_URI%/}"
newline='
'
token=
token_until=0
failures=0
pause=0
told=
repeats=0

# One line for each thing that changes; what goes on is told again now and then.
tell() {
  repeats=$((repeats + 1))
  if [ "$1" != "$told" ] || [ "$repeats" -ge 20 ]; then
    told=$1
    repeats=0
    printf '%s key-sync: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1"
  fi
}

# A member of the outermost object of the JSON on standard input; fails when there is none, or the JSON is cut off.
member() {
  awk -v wanted="$1" '
    { text = text $0 " " }
    END {
      depth = 0; name = ""; last = ""; found = 0
      while (text != "") {
        if (match(text, /^"([^"\\]|\\.)*"/) || match(text, /^[-+.0-9A-Za-z]+/)) {
          word = substr(text, 1, RLENGTH)
          text = substr(text, RLENGTH + 1)
          gsub(/^"|"$/, "", word)
          if (depth == 1 && name == wanted) { value = word; found = 1 }
          last = word; name = ""
          continue
        }
        sign = substr(text, 1, 1)
        text = substr(text, 2)
        if (sign == "{" || sign == "[") { depth++; name = "" }
        else if (sign == "}" || sign == "]") { depth--; name = "" }
        else if (sign == ":") { name = depth == 1 ? last : "" }
        else if (sign == ",") { name = "" }
        else if (sign !~ /[ \t\r\n]/) exit 1
      }
      if (depth != 0 || !found) exit 1
      print value
    }'
}

# GET of what a configuration for curl says; sets status, body and retry_after. Status 000 is no answer. The shell's own
# printf hands it over, so that no process has it among its arguments.
ask() {
  answer=$(printf '%s\n' "$@" | curl -q --config - --silent --globoff --connect-timeout 5 --max-time 15 --max-filesize 65536 \
    --write-out '\n%{http_code} %header{retry-after}')
  code=$?
  outcome=${answer##*"$newline"}
  body=${answer%"$newline"*}
  status=${outcome%% *}
  retry_after=${outcome#* }
  case $retry_after in '' | *[!0-9]* | ??????*) retry_after=0 ;; esac
  if [ "$code" -ne 0 ]; then
    status=000
  fi
}

# What keeps a slot from being read; a round tells all of it at its end.
problem() {
  case $problems in
    *"$1"*) ;;
    '') problems=$1 ;;
    *) problems="$problems; $1" ;;
  esac
}

because() {
  if [ "$status" = 000 ]; then
    printf 'does not answer (curl exit code %s)' "$code"
  else
    printf 'answers %s' "$status"
  fi
}

# After an update in place identities were seen to stay away for good, until the group was deleted and created again
# (MicrosoftDocs/azure-docs#61447, microsoft/azure-container-apps#1350). At a start they may be late by a minute or two.
way_out() {
  if [ "$failures" -ge 6 ]; then
    printf '; if this goes on after an update, replace the container group: pulumi up --replace <URN of the ContainerGroup, see pulumi stack --show-urns>'
  fi
}

login() {
  now=$(date +%s)
  if [ -n "$token" ] && [ "$now" -lt "$token_until" ]; then
    return 0
  fi
  token=
  ask "url = \"$identity\"" 'header = "Metadata: true"' 'noproxy = "*"' 'proto = "=http,https"'
  if [ "$status" != 200 ]; then
    problem "the managed identity $(because)$(way_out)"
    return 1
  fi
  token=$(printf '%s' "$body" | member access_token) || token=
  case $token in
    '' | *[!A-Za-z0-9._~+/=-]*)
      token=
      problem "the managed identity answers without a token$(way_out)"
      return 1
      ;;
  esac
  lasts=$(printf '%s' "$body" | member expires_in) || lasts=
  case $lasts in '' | *[!0-9]* | ????????*) lasts=600 ;; esac
  # Renewed five minutes before its end, a short one after half of its time.
  if [ "$lasts" -gt 600 ]; then
    token_until=$((now + lasts - 300))
  else
    token_until=$((now + lasts / 2))
  fi
}

# $1: the file, $2: the secret. The key is in the variable value.
sync_slot() {
  login || return 1
  ask "url = \"$vault/secrets/$2?api-version=7.4\"" "header = \"Authorization: Bearer $token\"" 'proto = "=https"'
  if [ "$retry_after" -gt "$pause" ]; then
    pause=$retry_after
  fi
  case $status in
    200) ;;
    401)
      token=
      problem "the vault refuses the identity's token (401) for $2"
      return 1
      ;;
    403)
      problem "the identity has no right to read $2 (403): its role Key Vault Secrets User is missing or has not spread yet, or the vault's firewall keeps the group out"
      return 1
      ;;
    404)
      problem "the vault has no secret $2 (404)"
      return 1
      ;;
    *)
      problem "the vault $(because) for $2"
      return 1
      ;;
  esac
  value=$(printf '%s' "$body" | member value) || value=
  body=
  answer=
  case $value in
    '' | *[!A-Za-z0-9]*) length=0 ;;
    *) length=${#value} ;;
  esac
  if [ "$length" -lt 16 ] || [ "$length" -gt 128 ]; then
    value=
    problem "what the vault answers for $2 is no key (16 to 128 letters and digits)"
    return 1
  fi
  write "$1" "$2"
}

# The semicolon ends the key: half of a file is no key to the gateway.
write() {
  file="$KEYS_FOLDER/$1"
  if [ "$(cat "$file" 2>/dev/null)" = "$value;" ]; then
    return 0
  fi
  if printf '%s;' "$value" 2>/dev/null >"$file.new" && [ "$(cat "$file.new" 2>/dev/null)" = "$value;" ] &&
    mv -f "$file.new" "$file"; then
    told=
    tell "$1: has the key of $2"
    return 0
  fi
  rm -f "$file.new"
  problem "$1: cannot be written"
  return 1
}

# 0 to 65535, so that groups that failed together do not come back together.
chance() {
  drawn=$(od -An -N2 -tu2 /dev/urandom 2>/dev/null | tr -dc 0-9)
  printf '%s' "${drawn:-$((($$ * 7919) % 65536))}"
}

sleeper=
trap 'trap - TERM INT; [ -z "$sleeper" ] || kill "$sleeper" 2>/dev/null; exit 0' TERM INT

printf '%s key-sync: begins with %s and %s in %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
  "$PRIMARY_SECRET" "$SECONDARY_SECRET" "$vault"
while :; do
  pause=0
  failed=0
  problems=
  sync_slot "$PRIMARY_FILE" "$PRIMARY_SECRET" || failed=1
  sync_slot "$SECONDARY_FILE" "$SECONDARY_SECRET" || failed=1
  value=
  if [ "$failed" -eq 0 ]; then
    if [ "$failures" -gt 0 ]; then
      tell 'both keys are read again'
    fi
    failures=0
    seconds=$SYNC_SECONDS
  else
    tell "the keys stay as they are: $problems"
    # 2, 4, 8 ... 64 seconds, the second half by chance; longer where the vault asks for it.
    failures=$((failures < 6 ? failures + 1 : 6))
    seconds=$((1 << failures))
    seconds=$((seconds - seconds / 2 * $(chance) / 65536))
    if [ "$pause" -gt 300 ]; then
      pause=300
    fi
    if [ "$seconds" -lt "$pause" ]; then
      seconds=$pause
    fi
  fi
  sleep "$seconds" &
  sleeper=$!
  wait "$sleeper"
  sleeper=
done
