package personality

import "countersign/flow/sandbox/wire"

// Plain is the sandbox itself as a personality: nothing departs from RFC 5849,
// and a refusal is told in the words of several services at once.
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

// RefusalInAllWords is the plain sandbox's manner alone.
const RefusalAll = "all"
