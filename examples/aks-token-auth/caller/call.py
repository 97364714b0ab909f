"""Asks the service for predictions with tokens of Azure ML. Needs: pip install azure-identity

    pulumi stack output --json > outputs.json
    python caller/call.py outputs.json
"""

import json
import sys
import time
import urllib.error
import urllib.request

from azure.identity import DefaultAzureCredential


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


def post(url, body, authorization):
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
        return json.load(answer)


def main():
    with open(sys.argv[1]) as file:
        outputs = json.load(file)
    token = EndpointToken(outputs["tokenAcquisition"], DefaultAzureCredential())
    rows = [[0.038, 0.05, 0.062, 0.022, -0.044, -0.035, -0.043, -0.003, 0.02, -0.018]]
    print(post(outputs["scoringUri"], json.dumps({"data": rows}).encode(), token.header()))


if __name__ == "__main__":
    main()
