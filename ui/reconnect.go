package ui

import "countersign/flow"

// newReconnect asks for new tokens for a kept connection: the form holds what that was made with, and its name. The kept
// tokens stay until the new ones are there. Under another name it makes another connection.
func newReconnect(e *env, setup *flow.Setup, name string) *configure {
	s := newConfigure(e, setup.Connector)
	s.again, s.replace, s.picked = name, true, true
	s.connector = setup.Connector
	if ways := s.form.at(optionKey); ways != nil {
		ways.set(setup.Connector.Option)
	}
	s.arrange()
	for i := range s.form.fields {
		f := &s.form.fields[i]
		switch f.key {
		case optionKey:
		case nameKey:
			f.set(name)
		default:
			f.set(setup.Value(f.key))
		}
		f.start = f.value()
	}
	s.weighOptions()
	return s
}
