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

// ErrUnknown means that the sandbox can't simulate the service.
var ErrUnknown = errors.New("the sandbox cannot simulate this service")

// Keys returns the keys of the services, sorted.
func Keys() []string {
	entries, _ := files.ReadDir(".") // embedded: it is there
	keys := make([]string, 0, len(entries))
	for _, entry := range entries {
		keys = append(keys, strings.TrimSuffix(entry.Name(), ".json"))
	}
	return keys
}

// Load returns the personality of a service. The error is ErrUnknown for an unknown key.
func Load(key string) (*Personality, error) {
	text, err := files.ReadFile(key + ".json")
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrUnknown, wire.Quote(key))
	}
	return Parse("personality/"+key+".json", text)
}

// Parse parses a file strictly: unknown keys and values are errors.
func Parse(file string, text []byte) (*Personality, error) {
	p := &Personality{}
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	if err := in.Decode(p); err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", file, err)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("cannot read %s: unexpected data after the object", file)
	}
	p.settle()
	if wrong := p.check(strings.TrimSuffix(path.Base(file), ".json")); len(wrong) > 0 {
		return nil, fmt.Errorf("cannot read %s: %w", file, errors.Join(wrong...))
	}
	return p, nil
}

// settle sets the defaults.
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
