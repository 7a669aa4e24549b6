#!/usr/bin/python3
"""An OAuth 1.0a provider for tests: python3-oauthlib's server side under Flask.

The protocol is oauthlib's, so a mistake that our client and our sandbox share shows up here; only the storage and
the pages are ours. Binds a free port of 127.0.0.1, prints its base URL as one line, and ends when standard input does.

    provider.py [PUBLIC_KEY.pem]    the RSA consumer's public key, when the RSA methods are to be tried
"""

import html
import sys
import threading

from flask import Flask, jsonify, redirect, request
from oauthlib.common import add_params_to_uri, urldecode
from oauthlib.oauth1 import OAuth1Error, RequestValidator, WebApplicationServer
from werkzeug.serving import WSGIRequestHandler, make_server

CONSUMERS = {"sampleconsumerkey00001": "sample consumer secret & more", "sampleconsumerkey00002": "sample-plain-secret"}
RSA_CONSUMER = "samplersaconsumer00001"


class Store(RequestValidator):
    """What oauthlib wants to know, from memory. Format checks stay oauthlib's own (nonces of 20 to 30 alphanumerics)."""

    enforce_ssl = False
    dummy_client = dummy_request_token = dummy_access_token = "dummydummydummydummy00"

    def __init__(self, rsa_key):
        super().__init__()
        self.rsa_key = rsa_key
        self.requests = {}  # request token -> {secret, consumer, callback, verifier}
        self.tokens = {}  # access token -> {secret, consumer}
        self.nonces = set()

    def validate_client_key(self, key, request):
        return key in CONSUMERS or (key == RSA_CONSUMER and bool(self.rsa_key))

    def get_client_secret(self, key, request):
        return CONSUMERS.get(key, "")

    def get_rsa_key(self, key, request):
        return self.rsa_key

    def validate_timestamp_and_nonce(self, key, timestamp, nonce, request, request_token=None, access_token=None):
        seen = (key, timestamp, nonce, request_token or access_token)
        fresh = seen not in self.nonces
        self.nonces.add(seen)
        return fresh

    # Realms are not what these tests are about: any is as good as none.
    def check_realms(self, realms):
        return True

    def get_default_realms(self, key, request):
        return []

    def get_realms(self, token, request):
        return []

    def validate_requested_realms(self, key, realms, request):
        return True

    def validate_realms(self, key, token, request, uri=None, realms=None):
        return True

    def validate_redirect_uri(self, key, uri, request):
        return uri == "oob" or uri.startswith("http://127.0.0.1:")

    def get_redirect_uri(self, token, request):
        return self.requests[token]["callback"]

    def save_request_token(self, token, request):
        self.requests[token["oauth_token"]] = {
            "secret": token["oauth_token_secret"],
            "consumer": request.client_key,
            "callback": request.redirect_uri,
            "verifier": None,
        }

    def verify_request_token(self, token, request):
        return token in self.requests

    def validate_request_token(self, key, token, request):
        return self.requests.get(token, {}).get("consumer") == key

    def get_request_token_secret(self, key, token, request):
        return self.requests.get(token, {}).get("secret", "")

    def invalidate_request_token(self, key, token, request):
        del self.requests[token]

    def save_verifier(self, token, verifier, request):
        self.requests[token]["verifier"] = verifier["oauth_verifier"]

    def validate_verifier(self, key, token, verifier, request):
        return verifier == self.requests.get(token, {}).get("verifier")

    def save_access_token(self, token, request):
        self.tokens[token["oauth_token"]] = {"secret": token["oauth_token_secret"], "consumer": request.client_key}

    def validate_access_token(self, key, token, request):
        return self.tokens.get(token, {}).get("consumer") == key

    def get_access_token_secret(self, key, token, request):
        return self.tokens.get(token, {}).get("secret", "")


def arrived():
    """The request as it came over the wire: Flask's request.url is decoded and encoded again, which breaks signatures."""
    raw = request.get_data(cache=True).decode("utf-8", "replace")  # before anything reads the form and empties it
    uri = request.host_url.rstrip("/") + request.environ["RAW_URI"]
    return {"uri": uri, "http_method": request.method, "body": raw, "headers": dict(request.headers)}


def make_app(store):
    app = Flask(__name__)
    server = WebApplicationServer(store)

    @app.route("/oauth/request_token", methods=["GET", "POST"])
    def request_token():
        headers, body, status = server.create_request_token_response(**arrived())
        return body or "", status, headers

    @app.route("/oauth/access_token", methods=["GET", "POST"])
    def access_token():
        extra = {"user_id": "7", "screen_name": "anna"}
        headers, body, status = server.create_access_token_response(**arrived(), credentials=extra)
        return body or "", status, headers

    @app.get("/oauth/authorize")
    def ask():
        token = html.escape(request.args.get("oauth_token", ""))
        return f"""<!doctype html><title>Sample provider</title><form method="post">
<input type="hidden" name="oauth_token" value="{token}">
<button id="allow" name="decision" value="allow">Allow</button>
<button id="deny" name="decision" value="deny">Deny</button></form>"""

    @app.post("/oauth/authorize")
    def decide():
        token = request.form.get("oauth_token", "")
        if token not in store.requests:
            return "this request token is not known here", 400
        if request.form.get("decision") != "allow":
            callback = store.requests.pop(token)["callback"]
            refusal = [("oauth_problem", "user_refused"), ("oauth_token", token)]
            return "access refused" if callback == "oob" else redirect(add_params_to_uri(callback, refusal))
        # The form's body would count as a second place of oauth_ parameters, so oauthlib gets the token in the query.
        uri = add_params_to_uri(request.base_url, [("oauth_token", token)])
        try:
            headers, body, status = server.create_authorization_response(uri)
        except OAuth1Error as error:
            return error.urlencoded, error.status_code
        if status == 302:
            return "", status, headers
        verifier = dict(urldecode(body))["oauth_verifier"]
        return f'<!doctype html><title>Sample provider</title><code id="verifier">{html.escape(verifier)}</code>'

    def refused():
        """None when oauthlib accepts the signed call, else the answer to give."""
        valid, checked = server.validate_protected_resource_request(**arrived())
        if valid:
            return None
        why = dict(checked.validator_log) if checked else {}
        return jsonify(error="refused", checks=why), 401, {"WWW-Authenticate": 'OAuth realm="sample"'}

    @app.route("/me", methods=["GET", "POST"])
    def me():
        return refused() or jsonify(id="7", username="anna", name="Anna Sample")

    @app.route("/echo", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def echo():
        return refused() or jsonify(
            method=request.method,
            query=list(request.args.items(multi=True)),
            form=list(request.form.items(multi=True)),
            contentType=request.content_type,
            body=request.get_data(as_text=True),
        )

    return app


class Quiet(WSGIRequestHandler):
    """Requests hold tokens: none of them goes into a log."""

    def log(self, *args):
        pass


def main():
    key = open(sys.argv[1], encoding="ascii").read() if len(sys.argv) > 1 else ""
    server = make_server("127.0.0.1", 0, make_app(Store(key)), threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.port}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
