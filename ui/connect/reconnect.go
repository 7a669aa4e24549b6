package connect

import (
	"countersign/flow"
	"countersign/ui/kit"
)

// Reconnect asks for new tokens for a kept connection: the form holds what that was made with, and its name. The kept
// tokens stay until the new ones are there. Under another name it makes another connection.
func Reconnect(e *kit.Env, setup *flow.Setup, name string) *configure {
	s := New(e, setup.Connector)
	s.again, s.replace, s.picked = name, true, true
	s.connector = setup.Connector
	if ways := s.form.At(optionKey); ways != nil {
		ways.Set(setup.Connector.Option)
	}
	s.arrange()
	for i := range s.form.Fields {
		f := &s.form.Fields[i]
		switch f.Key {
		case optionKey:
		case nameKey:
			f.Set(name)
		default:
			f.Set(setup.Value(f.Key))
		}
		f.Initial = f.Value()
	}
	s.weighOptions()
	return s
}
