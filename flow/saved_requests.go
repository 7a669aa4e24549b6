package flow

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"countersign/flow/oauth1"
	"countersign/flow/requestfile"
	"countersign/internal/text"
	"countersign/specs"
)

// RequestOf turns a saved request into what is sent: its variables replaced, its body read where that is a file. Where the
// request is of a file, an error tells its line.
func (c *Connection) Expand(saved SavedRequest, file string) (Request, error) {
	e, err := requestfile.Expand(saved, file, c.Scope(saved.Variables))
	return Request{Method: e.Method, Target: e.Target, Header: e.Header, Body: e.Body, BodyFile: e.BodyFile}, err
}

// Scope gives the variables of a request. own are its file's.
func (c *Connection) Scope(own []Pair) *requestfile.Scope {
	var given requestfile.ScopeOptions
	if c.conns != nil {
		given.Now, given.Random = c.conns.net.now, c.conns.net.random
	}
	add := func(name, value, from string) {
		given.Variables = append(given.Variables, requestfile.Variable{Name: name, Value: value, Source: from})
	}
	add("connection", c.Entry.Name, "the connection's name")
	add("account", c.Entry.Account, "whose token it is")
	add("connector", c.Connector.Name, "the connector's name")
	add("baseUri", strings.TrimRight(c.BaseURI(), "/"), "the connector's base URI")
	if c.setup != nil {
		for _, f := range c.setup.Fields() {
			value := c.setup.Value(f.Key)
			switch {
			case f.Secret || value != "" && c.mask(value) != value:
				given.SecretNames = append(given.SecretNames, f.Key)
			default:
				add(f.Key, value, "a value of the connection")
			}
		}
	}
	given.SecretNames = append(given.SecretNames, "oauth_token", "oauth_token_secret")
	for _, f := range c.TokenFields() {
		if value := f.Value.Reveal(); oauth1.IsSecretName(f.Name) || c.mask(value) != value {
			given.SecretNames = append(given.SecretNames, f.Name)
		} else {
			add(f.Name, value, "a field of the token reply")
		}
	}
	return requestfile.NewScope(own, given)
}

// requestsPath is the person's own file of saved requests for a connection's connector: requests.http in its folder where
// that is the person's, else a file of the connector's key among the settings.
func (c *Connection) requestsPath() (string, error) {
	if source := c.Connector.Source; source != "" {
		if info, err := os.Stat(source); err == nil && info.IsDir() {
			return filepath.Join(source, "requests.http"), nil
		}
	}
	if c.conns.requests == "" || !filepath.IsLocal(c.Connector.Key) || strings.ContainsAny(c.Connector.Key, `/\`) {
		return "", errors.New("there is no folder for ready calls")
	}
	return filepath.Join(c.conns.requests, c.Connector.Key+".http"), nil
}

// OwnReady reads the person's own file of saved requests, as it is now, and says where it is; nothing is wrong when it is
// not there. Where it is in the connector's folder, the connector had read it already.
func (c *Connection) SavedRequests() (file requestfile.File, path string, err error) {
	if path, err = c.requestsPath(); err != nil {
		return requestfile.File{}, "", nil //nolint:nilerr // without a folder there are none
	}
	file, err = specs.ReadHTTPFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return requestfile.File{}, path, nil
	}
	return file, path, err
}

// KeepReady adds a request to the person's own file of saved requests and says where that is. What is there is not touched.
func (c *Connection) SaveRequest(call SavedRequest) (path string, err error) {
	path, err = c.requestsPath()
	if err != nil {
		return "", &StepError{
			Step: StepRequest, What: "keeping the ready call " + text.Safe(call.Name, 60), Err: err, Hint: "write it into a .http file yourself, and open that with o",
		}
	}
	if err := requestfile.Append(path, call); err != nil {
		return "", err
	}
	return path, nil
}
