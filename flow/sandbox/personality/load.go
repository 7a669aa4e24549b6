package personality

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"countersign/flow/sandbox/wire"
)

//go:embed *.json
var files embed.FS

// ErrUnknown says that the sandbox can't play the service asked for.
var ErrUnknown = errors.New("the sandbox knows no such service")

// Keys lists the keys of the services that the sandbox can play, in
// alphabetical order.
func Keys() []string {
	entries, _ := files.ReadDir(".") // embedded: it is there
	keys := make([]string, 0, len(entries))
	for _, entry := range entries {
		keys = append(keys, strings.TrimSuffix(entry.Name(), ".json"))
	}
	return keys
}

// Of reads how a service behaves. An unknown key is
// ErrUnknown.
func Load(key string) (*Personality, error) {
	text, err := files.ReadFile(key + ".json")
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrUnknown, wire.Quote(key))
	}
	return Parse("personality/"+key+".json", text)
}

// Read is strict: a key that it doesn't know is a mistake, and so is
// a word. The error names the file and the key.
func Parse(file string, text []byte) (*Personality, error) {
	p := &Personality{}
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	if err := in.Decode(p); err != nil {
		return nil, fmt.Errorf("reading %s: %w", file, err)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading %s: there is more behind the object", file)
	}
	p.settle()
	if wrong := p.check(strings.TrimSuffix(path.Base(file), ".json")); len(wrong) > 0 {
		return nil, fmt.Errorf("reading %s: %w", file, errors.Join(wrong...))
	}
	return p, nil
}

// settle fills in what was left out.
func (p *Personality) settle() {
	for _, choice := range []struct {
		of        *string
		otherwise string
	}{
		{&p.ConsumerSecret, "sandbox"},
		{&p.Version, "optional"},
		{&p.BodyHash, "optional"},
		{&p.EmptyToken, "optional"},
		{&p.Callback.Where, "requestToken"},
		{&p.Callback.Param, "oauth_callback"},
		{&p.Confirmed, "true"},
		{&p.Verifier.Kind, "given"},
		{&p.Verifier.Shape, "999999"},
		{&p.OutOfBand.Mode, "page"},
		{&p.Refusal, "problem"},
		{&p.Reply.Format, "form"},
		{&p.TokenSecret, "given"},
		{&p.API.Auth, "oauth1"},
		{&p.Errors.Format, "problem"},
	} {
		if *choice.of == "" {
			*choice.of = choice.otherwise
		}
	}
	if p.Authorize != nil && p.Authorize.TokenParam == "" {
		p.Authorize.TokenParam = "oauth_token"
	}
}
