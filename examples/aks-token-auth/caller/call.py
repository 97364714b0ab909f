"""Asks the service for predictions with tokens of Azure ML. Needs: pip install azure-identity

    pulumi stack output --json > outputs.json
    python caller/call.py outputs.json

--allow-http sends tokens over http to public addresses, too: everybody on the way can read them.
"""

import ipaddress
import json
import sys
import time
import urllib.parse
import urllib.request

from azure.identity import DefaultAzureCredential

IPV4 = ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"]
IPV6 = ["::1", "fc00::/7", "fe80::/10"]
PRIVATE_NETWORKS = [ipaddress.ip_network(one) for one in IPV4 + IPV6]


class EndpointToken:
    """Fetches a token when there is none yet, and a new one in good time before it stops working."""

    def __init__(self, acquisition, credential):
        self.acquisition = acquisition
        self.credential = credential
        self.token = None

    def header(self):
        now = time.time()
        if self.token is None or now >= self.token["refreshAfterTimeUtc"]:
            try:
                self.token = self.fetch()
            except OSError:
                # A token that still works is used while its region cannot be reached.
                if self.token is None or now >= self.token["expiryTimeUtc"]:
                    raise
        return f"Bearer {self.token['accessToken']}"

    def fetch(self):
        entra = self.credential.get_token(self.acquisition["scope"]).token
        return post(self.acquisition["url"], b"", f"Bearer {entra}")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None  # the token is for this address alone


opener = urllib.request.build_opener(NoRedirect)


def post(url, body, authorization):
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    with opener.open(urllib.request.Request(url, body, headers)) as answer:
        return json.load(answer)


def is_private(host):
    """This machine, or an address of a private network; any other name may lead anywhere."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in PRIVATE_NETWORKS)


def check(url, allow_http=False):
    address = urllib.parse.urlsplit(url)
    scheme, host = address.scheme, address.hostname or ""
    if scheme != "https" and not (scheme == "http" and (allow_http or is_private(host))):
        host = address.netloc.rpartition("@")[2]
        sys.exit(f"{scheme}://{host}: everybody on the way could read the token; use https, or --allow-http")


def main():
    allow_http = "--allow-http" in sys.argv
    [path] = [one for one in sys.argv[1:] if one != "--allow-http"]
    with open(path) as file:
        outputs = json.load(file)
    check(outputs["tokenAcquisition"]["url"])
    check(outputs["scoringUri"], allow_http)
    token = EndpointToken(outputs["tokenAcquisition"], DefaultAzureCredential())
    rows = [[0.038, 0.05, 0.062, 0.022, -0.044, -0.035, -0.043, -0.003, 0.02, -0.018]]
    print(post(outputs["scoringUri"], json.dumps({"data": rows}).encode(), token.header()))


if __name__ == "__main__":
    main()
