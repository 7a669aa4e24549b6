# A request to sandbox, signed at each run with HMAC-SHA1 (OAuth 1.0a, RFC 5849).
# The secrets are read from the environment: countersign run sandbox -- python3 call.py
# Python 3.9 or later, no dependencies.
import base64
import hashlib
import hmac
import http.client
import os
import secrets
import sys
import time
from urllib.parse import quote, unquote_to_bytes, urlsplit

METHOD = "GET"
URL = "http://127.0.0.1:30309/me"
HEADERS = {
    "User-Agent": "countersign (OAuth 1.0a connection manager)",
}
BODY = b""


def encode(text):
    """Percent-encode a text (RFC 5849 section 3.6)."""
    return quote(text, safe="~")


def pairs(form):
    """Return the encoded parameters of a query or form."""
    for pair in filter(None, form.split(b"&")):
        name, _, value = pair.partition(b"=")
        yield tuple(encode(unquote_to_bytes(part.replace(b"+", b" "))) for part in (name, value))


def oauth(method, url, body):
    """Return the oauth parameters of a request."""
    params = [
        ("oauth_consumer_key", os.environ["OAUTH_CONSUMER_KEY"]),
        ("oauth_nonce", secrets.token_hex(14)),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", str(int(time.time()))),
        ("oauth_token", os.environ["OAUTH_TOKEN"]),
        ("oauth_version", "1.0"),
    ]
    at = urlsplit(url)
    host = at.netloc.lower().removesuffix({"http": ":80", "https": ":443"}[at.scheme])
    base_uri = at.scheme + "://" + host + (at.path or "/")
    signed = sorted([
        *pairs(at.query.encode()),
        *((encode(name), encode(value)) for name, value in params),
    ])
    normalized = "&".join(f"{name}={value}" for name, value in signed)
    base = "&".join(encode(part) for part in (method.upper(), base_uri, normalized))
    key = encode(os.environ["OAUTH_CONSUMER_SECRET"]) + "&" + encode(os.environ["OAUTH_TOKEN_SECRET"])
    signature = base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()
    return params + [("oauth_signature", signature)]


def send(method, url, headers, body):
    """Sign and send a request. Redirects are not followed: the signature is valid once."""
    params = oauth(method, url, body)
    fields = ", ".join(f'{encode(name)}="{encode(value)}"' for name, value in params)
    headers = {**headers, "Authorization": "OAuth " + fields}
    at = urlsplit(url)
    kind = http.client.HTTPSConnection if at.scheme == "https" else http.client.HTTPConnection
    connection = kind(at.hostname, at.port, timeout=60)
    connection.request(method, (at.path or "/") + ("?" + at.query if at.query else ""), body or None, headers)
    return connection.getresponse()


answer = send(METHOD, URL, HEADERS, BODY)
print(answer.status, answer.reason, file=sys.stderr)
sys.stdout.buffer.write(answer.read())