package sandbox

// plainSandbox is the sandbox itself as a personality: nothing departs from RFC 5849,
// and a refusal is told in the words of several services at once.
func plainSandbox() *Personality {
	p := &Personality{
		Key: "sandbox", Name: "the sandbox",
		RequestToken: &Endpoint{Path: pathRequestToken},
		Authorize:    &Page{Path: pathAuthorize},
		AccessToken:  &Endpoint{Path: pathAccessToken},
		Signatures:   plainMethods,
		Callback:     CallbackRule{Required: true},
		Refusal:      refusalInAllWords,
	}
	p.settle()
	return p
}

// refusalInAllWords is the plain sandbox's manner alone.
const refusalInAllWords = "all"
