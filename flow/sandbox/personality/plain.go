package personality

import "countersign/flow/sandbox/wire"

// Plain is the plain sandbox: no deviation, and a refusal in the terms of several services.
func Plain() *Personality {
	p := &Personality{
		Key: "sandbox", Name: "the sandbox",
		RequestToken: &Endpoint{Path: "/oauth/request_token"},
		Authorize:    &Page{Path: "/oauth/authorize"},
		AccessToken:  &Endpoint{Path: "/oauth/access_token"},
		Signatures:   wire.Methods,
		Callback:     CallbackRule{Required: true},
		Refusal:      RefusalAll,
	}
	p.settle()
	return p
}

// RefusalAll is the refusal of the plain sandbox.
const RefusalAll = "all"
