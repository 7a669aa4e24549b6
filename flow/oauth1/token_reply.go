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

// tokenReplyLimit bounds the answer of a token step, in bytes.
const tokenReplyLimit = 64 << 10

// tokenReply is what both token steps answer: a token, its secret and whatever else the provider sends along.
type tokenReply struct {
	token     string
	secret    secret.Text
	confirmed bool // oauth_callback_confirmed
	extra     []Param
}

// TokenTimeout bounds one request of a token endpoint.
const TokenTimeout = 30 * time.Second

// askForToken sends a request to a token endpoint and reads the credentials out of the response.
func askForToken(ctx context.Context, c *Client, out outgoing, doing string) (tokenReply, error) {
	return askForTokenOr(ctx, c, out, doing, func(*incoming, problem, tokenReply) bool { return false })
}

// askForTokenOr is askForToken where a response may be enough that holds none.
func askForTokenOr(ctx context.Context, c *Client, out outgoing, doing string, enough func(*incoming, problem, tokenReply) bool) (reply tokenReply, err error) {
	ctx, cancel := context.WithTimeout(ctx, TokenTimeout)
	defer cancel()
	var refused error
	_, err = c.do(ctx, out, func(in *incoming, p problem) error {
		var unread error
		reply, unread = readTokenReply(in, c.config.Dialect.TokenResponse.Format, c.config.Dialect.TokenResponse.EmptySecret)
		switch {
		case unread == nil:
			in.exchange.TokenFields = reply.masked()
		case !enough(in, p, reply):
			refused = newRefusal(c, out.step, doing, in, unread)
			in.exchange.Failure = text.Safe(refused.Error(), MaxQuoted)
		}
		return refused
	})
	if err != nil && refused == nil {
		return tokenReply{}, NoResponse(out.step, doing, err)
	}
	return reply, err
}

// readTokenReply takes the answer of a token step apart. Providers send forms as text/html and JSON as forms, so that the
// text itself decides which it is, not its content type (unless the dialect says which).
func readTokenReply(in *incoming, kind string, emptySecret bool) (tokenReply, error) {
	text := strings.TrimSpace(string(in.body))
	var r tokenReply
	switch {
	case in.status < 200 || in.status > 299:
		return r, fmt.Errorf("the answer was %s", StatusText(in.status))
	case in.truncated:
		return r, fmt.Errorf("the answer is longer than %d KiB", tokenReplyLimit>>10)
	}
	fields, err := replyFields(text, kind)
	if err != nil {
		return r, err
	}
	return r, r.take(fields, emptySecret)
}

func (r *tokenReply) take(fields []Param, emptySecret bool) error {
	seen := map[string]bool{}
	for _, f := range fields {
		if strings.HasPrefix(f.Name, "oauth_") && seen[f.Name] {
			return fmt.Errorf("the answer holds %s twice", text.Safe(f.Name, 60))
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
		return errors.New("the provider reports a problem")
	case r.token == "":
		return errors.New("the answer holds no oauth_token")
	case r.secret.Empty() && !emptySecret:
		return errors.New("the answer holds no oauth_token_secret")
	}
	return nil
}

// replyFields reads a form, or a JSON object's scalars.
func replyFields(text, kind string) ([]Param, error) {
	if kind != "json" && (kind == "form" || !strings.HasPrefix(text, "{")) {
		return signature.ParseForm(text), nil
	}
	return objectFields(text)
}

// objectFields reads the object name by name: decoded as a whole, a name that stands there twice would look like one.
func objectFields(text string) ([]Param, error) {
	if !strings.HasPrefix(text, "{") || !json.Valid([]byte(text)) {
		return nil, errors.New("the answer is no JSON object")
	}
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

// masked is the reply as the trace shows it.
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

// SecretName reports whether a field of a token reply lets its holder act for the person.
func IsSecretName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"secret", "token", "handle", "password", "key"}, func(part string) bool {
		return strings.Contains(name, part)
	})
}
