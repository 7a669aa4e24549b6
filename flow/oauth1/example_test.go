package oauth1_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/sandbox"
	"countersign/internal/secret"
)

// Sign the request of RFC 5849 section 1.2 without sending it.
func ExampleClient_Sign() {
	client := oauth1.NewClient(oauth1.Config{
		ConsumerKey:    "dpf43f3p2l4k3l03",
		ConsumerSecret: secret.New("kd94hf93k423kf44"),
		Dialect:        oauth1.Dialect{Realm: "Photos", OmitVersion: true},
	}, oauth1.Options{})

	signed, err := client.Sign(oauth1.Request{
		Method:      http.MethodGet,
		URL:         "http://photos.example.net/photos?file=vacation.jpg&size=original",
		Token:       "nnch734d00sl2jdk",
		TokenSecret: secret.New("pfkkdhi9sl3r4s00"),
		Nonce:       "chapoH", // leave these two empty for a random nonce and the current time
		Timestamp:   "137131202",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.ReplaceAll(signed.Authorization, ", ", ",\n"))

	// Output:
	// OAuth realm="Photos",
	// oauth_consumer_key="dpf43f3p2l4k3l03",
	// oauth_nonce="chapoH",
	// oauth_signature_method="HMAC-SHA1",
	// oauth_timestamp="137131202",
	// oauth_token="nnch734d00sl2jdk",
	// oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"
}

// Get an access token from the sandbox in three steps, and send a request with it.
func ExampleClient_Begin() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	provider, err := sandbox.Start(ctx, "127.0.0.1:0", sandbox.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer provider.Close()

	client := oauth1.NewClient(oauth1.Config{
		Provider:        "Sandbox",
		ConsumerKey:     sandbox.ConsumerKey,
		ConsumerSecret:  secret.New(sandbox.ConsumerSecret),
		RequestTokenURI: provider.BaseURI() + "/oauth/request_token",
		AuthorizeURI:    provider.BaseURI() + "/oauth/authorize",
		TokenURI:        provider.BaseURI() + "/oauth/access_token",
	}, oauth1.Options{})

	// 1. Request a request token.
	pending, err := client.Begin(ctx, oauth1.BeginOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer pending.Close()

	// 2. The user opens the link and allows access. The browser then opens the callback, which has the verifier.
	go allow(pending.AuthorizeURL())
	verified, err := pending.Wait(ctx)
	if err != nil {
		log.Fatal(err)
	}

	// 3. Exchange the verifier for an access token.
	token, err := verified.AccessToken(ctx)
	if err != nil {
		log.Fatal(err)
	}

	resp, err := client.Send(ctx, "GET /me failed", oauth1.Request{
		Method: http.MethodGet, URL: provider.BaseURI() + "/me", Token: token.Key, TokenSecret: token.Secret, Limit: 1 << 20,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(oauth1.StatusText(resp.Status))

	// Output: 200 OK
}

// allow does what a browser does when Anna allows access on the sandbox's page: it follows the redirect to the callback.
func allow(link string) {
	u, err := url.Parse(link)
	if err != nil {
		log.Fatal(err)
	}
	form := url.Values{"oauth_token": {u.Query().Get("oauth_token")}, "decision": {"allow"}, "account": {"anna"}}
	page, err := http.PostForm(link, form)
	if err != nil {
		log.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, page.Body)
	page.Body.Close()
}
