package personality

// WithEndpointsOf returns this behavior at the endpoints of another service: what a connector for the wrong service meets. The
// name stays, so that advice names the service whose behavior it is.
func (p *Personality) WithEndpointsOf(other *Personality) *Personality {
	moved := *p
	moved.Key, moved.Hosts, moved.Sample = other.Key, other.Hosts, other.Sample
	moved.Discovery, moved.Refresh, moved.Revoke = other.Discovery, other.Refresh, other.Revoke
	moved.Requests, moved.Redirect = other.Requests, other.Redirect
	moved.RequestToken, moved.Authorize, moved.AccessToken = nil, nil, nil
	if other.RequestToken == nil {
		return &moved
	}
	moved.RequestToken = p.RequestToken.at(other.RequestToken)
	moved.AccessToken = p.AccessToken.at(other.AccessToken)
	page := Page{TokenParam: "oauth_token"} //nolint:gosec // a name, no credential
	if p.Authorize != nil {
		page = *p.Authorize
	}
	page.Path, page.Query = other.Authorize.Path, other.Authorize.Query
	moved.Authorize = &page
	return &moved
}

func (e *Endpoint) at(other *Endpoint) *Endpoint {
	moved := Endpoint{Path: other.Path, Query: other.Query}
	if e != nil {
		moved.Methods = e.Methods
	}
	return &moved
}
