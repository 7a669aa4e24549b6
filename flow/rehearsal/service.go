package rehearsal

import (
	"strings"

	"countersign/flow/oauth1"
	"countersign/flow/sandbox"
	"countersign/internal/text"
)

// ErrInvalidAddress says that the sandbox's address is invalid.
var ErrInvalidAddress = sandbox.ErrInvalidAddress

// ErrUnknownService says that the sandbox cannot play this service.
var ErrUnknownService = sandbox.ErrUnknownService

// Service is a service that the sandbox can play.
type Service struct {
	Key  string // of its connector
	Name string

	as *sandbox.Personality
}

// Services lists the services that the sandbox can play, sorted by key.
func Services() ([]Service, error) {
	var list []Service
	for _, key := range sandbox.Personalities() {
		s, err := ServiceOf(key)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// ServiceOf loads a service by its connector's key. If the sandbox does not know it, the error is ErrUnknownService and
// suggests similar keys.
func ServiceOf(key string) (Service, error) {
	as, err := sandbox.LoadPersonality(key)
	if err != nil {
		hint := "Run countersign sandbox --as list to see them."
		if near := text.Nearest(key, sandbox.Personalities()); len(near) > 0 {
			hint = "Did you mean " + strings.Join(near, " or ") + "? " + hint
		}
		return Service{}, &oauth1.StepError{Step: "connector", What: "cannot play " + text.Safe(key, 60), Err: err, Hint: hint}
	}
	return Service{Key: key, Name: as.Name, as: as}, nil
}

// AcceptsPrivateKey reports whether the service accepts RSA signatures.
func (s Service) AcceptsPrivateKey() bool { return s.as.AcceptsRSA() }

// CallbackRule describes which callbacks the service accepts.
func (s Service) CallbackRule() string {
	rule := s.as.Callback
	switch {
	case s.as.RequestToken == nil:
		return "none: this service needs no authorization"
	case rule.Where == "authorize":
		return "in the authorization URL, as " + rule.Param
	case rule.Where == "registered":
		return rule.Registered + ", the registered one"
	case rule.Where == "none":
		return "none: its page shows the verifier"
	case len(rule.Allowed) == 0:
		return "any on this machine, any https URL, or oob"
	}
	list := make([]string, len(rule.Allowed))
	for i, a := range rule.Allowed {
		list[i] = string(a)
	}
	return "with the request token; must match " + strings.Join(list, " or ")
}
