package connect

import (
	"countersign/flow"
	"countersign/ui/kit"
)

// Reconnect makes the form to authorize a saved connection again. Its tokens are kept until the new ones are saved. With
// another name, the form makes another connection.
func Reconnect(e *kit.Env, setup *flow.Setup, name string) *configure {
	s := New(e, setup.Connector)
	s.reconnects, s.replace, s.picked = name, true, true
	s.connector = setup.Connector
	if options := s.form.At(optionKey); options != nil {
		options.Set(setup.Connector.Option)
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
	s.updateOptions()
	return s
}
