package oauth1

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

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
		reply, invalid = readTokenReply(in, c.config.Dialect.TokenResponse.EmptySecret)
		switch {
		case invalid == nil:
			in.Exchange.TokenFields = reply.masked()
		case !optional || !in.ok() || in.Reply.Named || reply.token != "":
			return in.refuse(out.step, what, invalid)
		}
		return nil
	}
	if _, err = c.do(ctx, what, out); err != nil {
		return tokenReply{}, err
	}
	return reply, nil
}

// refuse returns the Refusal of a response and records it in the exchange.
func (r *Response) refuse(step Step, what string, why error) *StepError {
	err := r.Refusal(step, what, why)
	r.Exchange.Failure = text.Safe(err.Error(), MaxQuoted)
	return err
}

// checkComplete returns the error of a response that is not a success, or longer than limit bytes.
func (r *Response) checkComplete(limit int) error {
	switch {
	case !r.ok():
		return errors.New(StatusText(r.Status))
	case r.Truncated:
		return fmt.Errorf("response longer than %d KiB", limit>>10)
	}
	return nil
}

// readTokenReply takes the credentials out of the response of a token endpoint.
func readTokenReply(in *Response, emptySecret bool) (r tokenReply, err error) {
	if err := in.checkComplete(tokenReplyLimit); err != nil {
		return r, err
	}
	seen := map[string]string{}
	for _, f := range in.Reply.Fields {
		before, duplicate := seen[f.Name]
		if strings.HasPrefix(f.Name, "oauth_") && duplicate && before != f.Value {
			return r, fmt.Errorf("duplicate %s in the response", text.Safe(f.Name, 60))
		}
		seen[f.Name] = f.Value
		switch f.Name {
		case "oauth_token":
			r.token = f.Value
		case "oauth_token_secret":
			r.secret = secret.New(f.Value)
		case "oauth_callback_confirmed":
			r.confirmed = strings.EqualFold(f.Value, "true")
		default:
			if !duplicate {
				r.extra = append(r.extra, Param{Name: f.Name, Value: f.Value})
			}
		}
	}
	_, problem := seen["oauth_problem"]
	switch {
	case problem:
		return r, errors.New("the provider reported a problem")
	case r.token == "" && in.Reply.Markup:
		return r, errors.New("an HTML page instead of a token")
	case r.token == "":
		return r, errors.New("no oauth_token in the response")
	case r.secret.Empty() && !emptySecret:
		return r, errors.New("no oauth_token_secret in the response")
	}
	return r, nil
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
