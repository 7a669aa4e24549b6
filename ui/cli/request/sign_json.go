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

// inputJSON is what sign --request takes. It ignores other fields.
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

// signedJSON is what it gives, and what --json begins with.
type signedJSON struct {
	Normalized    string `json:"normalized_params"`
	BaseString    string `json:"base_string"`
	Signature     string `json:"signature"`
	Authorization string `json:"authorization"`
}

// runJSON signs what a JSON object says, and nothing else.
func (o *signOptions) runJSON(cmd *cobra.Command, args []string) error {
	others := cmd.Flags().NFlag() - 1
	for _, harmless := range []string{"keychain", "json"} {
		if cmd.Flags().Changed(harmless) {
			others--
		}
	}
	if others > 0 || len(args) > 0 {
		return exit.Usagef("leave out all else, or --request", "--request says everything that is signed")
	}
	content, err := o.readInput()
	if err != nil {
		return err
	}
	given, err := parseInput(content)
	if err != nil {
		return exit.New(exit.Failed, flow.Explanation{
			What: "reading the request to sign: " + text.Safe(err.Error(), 200),
			Next: "give one JSON object; countersign sign --help names its fields",
		})
	}
	defer allowShortKeys()()
	signed, err := flow.SignInput(given)
	if err != nil {
		return err
	}
	return o.IO.JSON(signedJSON(signed))
}

// allowShortKeys lets RSA keys under 1024 bits sign, which Go refuses, until the function that it gives is called:
// nothing is sent here, and published examples have such keys.
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
		return nil, exit.Usagef("check the path, or give - for standard input", "reading --request: %s", err)
	}
	return text, nil
}

// parseInput reads the object strictly where a guess would sign something else than was meant.
func parseInput(text []byte) (flow.SigningInput, error) {
	var g inputJSON
	if !utf8.Valid(text) {
		return flow.SigningInput{}, errors.New("it is not in UTF-8")
	}
	if err := json.Unmarshal(text, &g); err != nil {
		return flow.SigningInput{}, located(text, err)
	}
	var oauth []flow.Pair
	for i, pair := range g.OAuth {
		if len(pair) != 2 {
			return flow.SigningInput{}, fmt.Errorf("oauth_params: number %d is no [name, value] pair", i+1)
		}
		oauth = append(oauth, flow.Pair{Name: pair[0], Value: pair[1]})
	}
	return flow.SigningInput{
		Method: g.Method, URL: g.URL, Host: g.Host, ContentType: g.ContentType, Body: []byte(g.Body), OAuth: oauth, Realm: g.Realm,
		SignatureMethod: g.SignatureMethod, ConsumerSecret: flow.NewSecret(g.ConsumerSecret),
		TokenSecret: flow.NewSecret(g.TokenSecret), PrivateKey: flow.NewSecret(g.PrivateKey),
	}, nil
}

// located says in which line a mistake is, or in which field.
func located(text []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		line := 1 + bytes.Count(text[:min(int(syntax.Offset), len(text))], []byte("\n"))
		return fmt.Errorf("line %d is no JSON: %w", line, err)
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf("it is a JSON %s, not an object", kind.Value)
	case errors.As(err, &kind) && kind.Field == "oauth_params":
		return fmt.Errorf("oauth_params holds a JSON %s where [name, value] pairs of text belong", kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf("%s is a JSON %s, not text", kind.Field, kind.Value)
	}
	return err
}
