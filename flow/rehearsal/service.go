package rehearsal

import (
	"strings"

	"countersign/flow/oauth1"
	"countersign/flow/sandbox"
	"countersign/internal/text"
)

// ErrAddress says that the address given for the sandbox is none at all.
var ErrInvalidAddress = sandbox.ErrInvalidAddress

// ErrNoService says that the sandbox cannot play the service asked for.
var ErrUnknownService = sandbox.ErrUnknownService

// Service is one that the sandbox can play.
type Service struct {
	Key  string // of its connector
	Name string

	as *sandbox.Personality
}

// Services lists what the sandbox can play, in the order of the keys.
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

// ServiceOf reads how a service behaves, by the key of its connector. The error is ErrNoService for one that the sandbox does
// not know, and names near ones.
func ServiceOf(key string) (Service, error) {
	as, err := sandbox.LoadPersonality(key)
	if err != nil {
		hint := "countersign sandbox --as list names them"
		if near := text.Nearest(key, sandbox.Personalities()); len(near) > 0 {
			hint = "did you mean " + strings.Join(near, " or ") + "? " + hint
		}
		return Service{}, &oauth1.StepError{Step: "connector", What: "playing " + text.Safe(key, 60), Err: err, Hint: hint}
	}
	return Service{Key: key, Name: as.Name, as: as}, nil
}

// TakesPrivateKey reports whether the service takes signatures of a private key.
func (s Service) AcceptsPrivateKey() bool { return s.as.AcceptsRSA() }

// CallbackRule says in a sentence what the service takes as a callback.
func (s Service) CallbackRule() string {
	rule := s.as.Callback
	switch {
	case s.as.RequestToken == nil:
		return "none: there is no dance"
	case rule.Where == "authorize":
		return "on the authorize link, as " + rule.Param
	case rule.Where == "registered":
		return rule.Registered + ", which is registered there"
	case rule.Where == "none":
		return "none: its page shows the verifier"
	case len(rule.Allowed) == 0:
		return "any on this machine, any https, or oob"
	}
	list := make([]string, len(rule.Allowed))
	for i, a := range rule.Allowed {
		list[i] = string(a)
	}
	return "with the request token; what fits " + strings.Join(list, " or ")
}
