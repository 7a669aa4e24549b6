package request

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/exit"
)

// inputJSON is the input of sign --request. Other fields are ignored.
type inputJSON struct {
	SignatureMethod string     `json:"signature_method"`
	Method          string     `json:"method"`
	URL             string     `json:"url"`
	Host            string     `json:"host_header"`
	OAuth           [][]string `json:"oauth_params"`
	Realm           string     `json:"realm"`
	ContentType     string     `json:"content_type"`
	Body            string     `json:"body"`
	ConsumerSecret  string     `json:"consumer_secret"`
	TokenSecret     string     `json:"token_secret"`
	PrivateKey      string     `json:"rsa_private_key_pem"`
}

// signedJSON is its output, and the start of the output of --json.
type signedJSON struct {
	Normalized    string `json:"normalized_params"`
	BaseString    string `json:"base_string"`
	Signature     string `json:"signature"`
	Authorization string `json:"authorization"`
}

// runJSON signs the request in a JSON object.
func (o *signOptions) runJSON(cmd *cobra.Command, args []string) error {
	others := cmd.Flags().NFlag() - 1
	for _, ignored := range []string{"keychain", "json"} {
		if cmd.Flags().Changed(ignored) {
			others--
		}
	}
	if others > 0 || len(args) > 0 {
		return exit.Usagef("Remove the other flags and arguments.", "--request cannot be combined with them")
	}
	content, err := o.readInput()
	if err != nil {
		return err
	}
	input, err := parseInput(content)
	if err != nil {
		return exit.Failedf("See countersign sign --help for the fields.", "invalid request: %s", text.Safe(err.Error(), 200))
	}
	defer allowShortKeys()()
	signed, err := flow.SignInput(input)
	if err != nil {
		return err
	}
	return o.IO.JSON(signedJSON(signed))
}

// allowShortKeys allows RSA keys under 1024 bits until restore is called: published examples have such keys.
func allowShortKeys() (restore func()) {
	const name = "GODEBUG"
	before, was := os.LookupEnv(name)
	_ = os.Setenv(name, strings.TrimPrefix(before+",rsa1024min=0", ","))
	return func() {
		if was {
			_ = os.Setenv(name, before)
		} else {
			_ = os.Unsetenv(name)
		}
	}
}

func (o *signOptions) readInput() ([]byte, error) {
	if o.vector == "-" {
		return o.Input.Content("--request", "-")
	}
	text, err := os.ReadFile(o.vector)
	if err != nil {
		return nil, exit.Usagef("Check the path, or use - for standard input.", "--request: %s", err)
	}
	return text, nil
}

// parseInput parses the object. It is strict: a guess could sign something else.
func parseInput(text []byte) (flow.SigningInput, error) {
	var g inputJSON
	if !utf8.Valid(text) {
		return flow.SigningInput{}, errors.New("not UTF-8")
	}
	if err := json.Unmarshal(text, &g); err != nil {
		return flow.SigningInput{}, located(text, err)
	}
	var oauth []flow.Pair
	for i, pair := range g.OAuth {
		if len(pair) != 2 {
			return flow.SigningInput{}, fmt.Errorf("oauth_params: element %d is not a [name, value] pair", i+1)
		}
		oauth = append(oauth, flow.Pair{Name: pair[0], Value: pair[1]})
	}
	return flow.SigningInput{
		Method: g.Method, URL: g.URL, Host: g.Host, ContentType: g.ContentType, Body: []byte(g.Body), OAuth: oauth, Realm: g.Realm,
		SignatureMethod: g.SignatureMethod, ConsumerSecret: flow.NewSecret(g.ConsumerSecret),
		TokenSecret: flow.NewSecret(g.TokenSecret), PrivateKey: flow.NewSecret(g.PrivateKey),
	}, nil
}

// located adds the line or field to an error.
func located(text []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		line := 1 + bytes.Count(text[:min(int(syntax.Offset), len(text))], []byte("\n"))
		return fmt.Errorf("invalid JSON in line %d: %w", line, err)
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf("expected a JSON object, got %s", kind.Value)
	case errors.As(err, &kind) && kind.Field == "oauth_params":
		return fmt.Errorf("oauth_params: expected [name, value] pairs of strings, got %s", kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf("%s: expected a string, got %s", kind.Field, kind.Value)
	}
	return err
}
