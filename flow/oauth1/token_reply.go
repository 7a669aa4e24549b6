package oauth1

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"countersign/flow/oauth1/signature"
	"countersign/internal/secret"
	"countersign/internal/text"
)

// tokenReplyLimit is the longest response of a token endpoint, in bytes.
const tokenReplyLimit = 64 << 10

// tokenReply is the response of a token endpoint: a token, its secret and other fields.
type tokenReply struct {
	token     string
	secret    secret.Text
	confirmed bool // oauth_callback_confirmed
	extra     []Param
}

// TokenTimeout limits one request to a token endpoint.
const TokenTimeout = 30 * time.Second

// fetchToken sends a request to a token endpoint and reads the credentials in the response. optional says that a
// success without credentials is enough.
func fetchToken(ctx context.Context, c *Client, out outgoing, what string, optional bool) (reply tokenReply, err error) {
	ctx, cancel := context.WithTimeout(ctx, TokenTimeout)
	defer cancel()
	out.Read = func(in *Response) error {
		var invalid error
		reply, invalid = readTokenReply(in, c.config.Dialect.TokenResponse.Format, c.config.Dialect.TokenResponse.EmptySecret)
		switch {
		case invalid == nil:
			in.Exchange.TokenFields = reply.masked()
		case !optional || !in.ok() || in.Problem != "" || reply.token != "":
			return in.refuse(out.step, what, invalid)
		}
		return nil
	}
	if _, err = c.do(ctx, what, out); err != nil {
		return tokenReply{}, err
	}
	return reply, nil
}

// readTokenReply reads the response of a token endpoint. Providers send forms as text/html and JSON as forms, so the
// format is detected from the text, not the content type, unless the dialect has it.
func readTokenReply(in *Response, format string, emptySecret bool) (r tokenReply, err error) {
	if err := in.checkComplete(tokenReplyLimit); err != nil {
		return r, err
	}
	fields, err := replyFields(strings.TrimSpace(string(in.Body)), format)
	if err != nil {
		return r, err
	}
	seen := map[string]bool{}
	for _, f := range fields {
		if strings.HasPrefix(f.Name, "oauth_") && seen[f.Name] {
			return r, fmt.Errorf("duplicate %s in the response", text.Safe(f.Name, 60))
		}
		seen[f.Name] = true
		switch f.Name {
		case "oauth_token":
			r.token = f.Value
		case "oauth_token_secret":
			r.secret = secret.New(f.Value)
		case "oauth_callback_confirmed":
			r.confirmed = strings.EqualFold(f.Value, "true")
		default:
			r.extra = append(r.extra, f)
		}
	}
	switch {
	case seen["oauth_problem"]:
		return r, errors.New("the provider reported a problem")
	case r.token == "":
		return r, errors.New("no oauth_token in the response")
	case r.secret.Empty() && !emptySecret:
		return r, errors.New("no oauth_token_secret in the response")
	}
	return r, nil
}

// replyFields reads a form, or the scalars of a JSON object.
func replyFields(text, format string) ([]Param, error) {
	if format != "json" && (format == "form" || !strings.HasPrefix(text, "{")) {
		return signature.ParseForm(text), nil
	}
	if !strings.HasPrefix(text, "{") || !json.Valid([]byte(text)) {
		return nil, errors.New("the response is not a JSON object")
	}
	// Token by token, because decoding into a map would hide duplicates.
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	_, err := d.Token() // the brace
	var fields []Param
	for err == nil && d.More() {
		var name json.Token
		var value any
		if name, err = d.Token(); err == nil {
			err = d.Decode(&value)
		}
		switch value.(type) {
		case string, json.Number, bool:
			fields = append(fields, Param{Name: fmt.Sprint(name), Value: fmt.Sprint(value)})
		}
	}
	return fields, err
}

func (r tokenReply) field(name string) string {
	for _, f := range r.extra {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// masked returns the fields for an exchange.
func (r tokenReply) masked() []Param {
	list := []Param{
		{Name: "oauth_token", Value: secret.Shorten(r.token)},
		{Name: "oauth_token_secret", Value: r.secret.String()},
	}
	for _, f := range r.extra {
		if IsSecretName(f.Name) {
			f.Value = secret.Dots
		}
		list = append(list, Param{Name: f.Name, Value: text.Safe(f.Value, MaxQuoted)})
	}
	return list
}

// IsSecretName reports whether a field of this name probably lets its holder act for the user.
func IsSecretName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"secret", "token", "handle", "password", "key"}, func(part string) bool {
		return strings.Contains(name, part)
	})
}
