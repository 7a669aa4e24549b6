#!/usr/bin/python3
"""Verifies signed HTTP requests with python3-oauthlib, as a server does.

Reads one JSON object a line: {id, scheme, request, consumer_secret, token_secret, public_key}, where request is the
message of HTTP/1.1 as it went over the wire. Answers each with a line {id, verified, unfit, base_string, error}. unfit
says which fault of oauthlib keeps it from judging this request; it is empty where nothing does.
"""

import http.client
import io
import ipaddress
import json
import sys
from types import SimpleNamespace
from urllib.parse import unquote, urlparse

from oauthlib.common import urldecode
from oauthlib.oauth1.rfc5849 import signature

BY_SECRETS = {
    "HMAC-SHA1": signature.verify_hmac_sha1,
    "HMAC-SHA256": signature.verify_hmac_sha256,
    "HMAC-SHA512": signature.verify_hmac_sha512,
    "PLAINTEXT": signature.verify_plaintext,
}
BY_KEY = {
    "RSA-SHA1": signature.verify_rsa_sha1,
    "RSA-SHA256": signature.verify_rsa_sha256,
    "RSA-SHA512": signature.verify_rsa_sha512,
}


def arrived(scheme, text):
    """Takes an HTTP message apart. The host is that of the Host header."""
    head, _, body = text.partition("\r\n\r\n")
    line, _, fields = head.partition("\r\n")
    method, target, _ = line.split(" ")
    headers = http.client.parse_headers(io.BytesIO(f"{fields}\r\n\r\n".encode()))
    is_form = headers.get_content_type() == "application/x-www-form-urlencoded"
    return SimpleNamespace(
        http_method=method,
        target=target,
        uri=f"{scheme}://{headers['Host']}{target}",
        query=target.partition("?")[2],
        form=body if is_form else "",
        headers=dict(headers.items()),
    )


def unfit(request):
    """The known faults of oauthlib 3.2.2, each as narrow as it can be told."""
    fields = []
    for name, text in ("query", request.query), ("form", request.form):
        try:
            fields += urldecode(text)
        except ValueError:
            return f"refuses a raw character or a bad escape in the {name}"
    if any(k.startswith("oauth_") and unquote(v) != v for k, v in fields):
        return "decodes oauth_ values in the query and the form twice"
    host = urlparse(request.uri).hostname
    try:
        if str(ipaddress.ip_address(host)) != host:
            return "spells IPv6 addresses its own way"
    except ValueError:
        pass  # a name
    last = request.target.partition("?")[0].rpartition("/")[2]
    if last.endswith(";") and last.count(";") == 1:
        return "drops a lone ; at the end of the path"
    return ""


def check(case):
    request = arrived(case["scheme"], case["request"])
    answer = {"id": case["id"], "verified": False, "unfit": unfit(request), "base_string": "", "error": ""}
    try:
        params = signature.collect_parameters(
            uri_query=request.query, body=request.form, headers=request.headers, exclude_oauth_signature=False
        )
        request.signature = dict(params)["oauth_signature"]
        request.params = [(k, v) for k, v in params if k != "oauth_signature"]
        answer["base_string"] = signature.signature_base_string(
            request.http_method,
            signature.base_string_uri(request.uri),
            signature.normalize_parameters(request.params),
        )
        method = dict(params)["oauth_signature_method"]
        if method in BY_KEY:
            answer["verified"] = BY_KEY[method](request, case["public_key"])
        else:
            answer["verified"] = BY_SECRETS[method](request, case["consumer_secret"], case["token_secret"])
    except Exception as e:  # whatever it is, the request was not verified
        answer["error"] = f"{type(e).__name__}: {e}"
    return answer


for line in sys.stdin.buffer:
    print(json.dumps(check(json.loads(line))))
