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

// Expand makes a saved request ready to send: variables are replaced, and a body file is read. file names the request's file
// in errors; "" for none.
func (c *Connection) Expand(saved SavedRequest, file string) (Request, error) {
	e, err := requestfile.Expand(saved, file, c.Scope(saved.Variables))
	return Request{Method: e.Method, Target: e.Target, Header: e.Header, Body: e.Body, BodyFile: e.BodyFile}, err
}

// Scope returns the variables for a request: those of its file, and the connection's. Secrets are not among them.
func (c *Connection) Scope(fileVariables []Pair) *requestfile.Scope {
	var options requestfile.ScopeOptions
	if c.conns != nil {
		options.Now, options.Random = c.conns.net.now, c.conns.net.random
	}
	add := func(name, value, from string) {
		options.Variables = append(options.Variables, requestfile.Variable{Name: name, Value: value, Source: from})
	}
	add("connection", c.Entry.Name, "the connection's name")
	add("account", c.Entry.Account, "the account's name")
	add("connector", c.Connector.Name, "the connector's name")
	add("baseUri", strings.TrimRight(c.BaseURI(), "/"), "the connector's base URI")
	if c.setup != nil {
		for _, f := range c.setup.Fields() {
			value := c.setup.Value(f.Key)
			switch {
			case f.Secret || value != "" && c.mask(value) != value:
				options.SecretNames = append(options.SecretNames, f.Key)
			default:
				add(f.Key, value, "a value of the connection")
			}
		}
	}
	options.SecretNames = append(options.SecretNames, "oauth_token", "oauth_token_secret")
	for _, f := range c.TokenFields() {
		if value := f.Value.Reveal(); oauth1.IsSecretName(f.Name) || c.mask(value) != value {
			options.SecretNames = append(options.SecretNames, f.Name)
		} else {
			add(f.Name, value, "a field of the token response")
		}
	}
	return requestfile.NewScope(fileVariables, options)
}

// requestsPath is the file that requests are saved in: requests.http in the folder of the user's own connector, else
// KEY.http in the requests folder.
func (c *Connection) requestsPath() (string, error) {
	if source := c.Connector.Source; source != "" {
		if info, err := os.Stat(source); err == nil && info.IsDir() {
			return filepath.Join(source, "requests.http"), nil
		}
	}
	if c.conns.requests == "" || !filepath.IsLocal(c.Connector.Key) || strings.ContainsAny(c.Connector.Key, `/\`) {
		return "", errors.New("no folder for saved requests")
	}
	return filepath.Join(c.conns.requests, c.Connector.Key+".http"), nil
}

// SavedRequests reads the saved requests and returns their file. A missing file is not an error. For the user's own connectors,
// they are the connector's requests too.
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

// SaveRequest appends a request to the file of saved requests and returns its path.
func (c *Connection) SaveRequest(r SavedRequest) (path string, err error) {
	path, err = c.requestsPath()
	if err != nil {
		return "", &StepError{
			Step: StepRequest, What: "cannot save request " + text.Safe(r.Name, 60), Err: err, Hint: "Write it to a .http file, and open that with o.",
		}
	}
	return path, requestfile.Append(path, r)
}
