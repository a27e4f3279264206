"""The official Python client over HTTP: signs in if the server asks for it, lists the tools and calls one.

Arguments: the URL, and a token or "oauth". It prints {"open": url} when a user has to sign in, and reads the parameters
of the redirect as a line of JSON.
"""

import asyncio
import json
import sys

from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientMetadata

URL, CREDENTIAL, REDIRECT = sys.argv[1:4]


class Storage:
    tokens = None
    client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


async def opened(url):
    print(json.dumps({"open": url}), flush=True)


async def returned():
    return AuthorizationCodeResult(**json.loads(await asyncio.to_thread(sys.stdin.readline)))


def provider():
    metadata = OAuthClientMetadata(
        client_name="python", redirect_uris=[REDIRECT], token_endpoint_auth_method="none"
    )
    return OAuthClientProvider(URL, metadata, Storage(), opened, returned)


async def main():
    oauth = CREDENTIAL == "oauth"
    http = create_mcp_http_client(
        headers=None if oauth else {"Authorization": f"Bearer {CREDENTIAL}"},
        auth=provider() if oauth else None,
    )
    async with http, Client(streamable_http_client(URL, http_client=http)) as client:
        tools = (await client.list_tools()).tools
        result = await client.call_tool("list_clusters", {})
        text = result.content[0].text
        print(json.dumps({"tools": len(tools), "failed": bool(result.is_error), "text": text[:200]}), flush=True)


asyncio.run(main())
