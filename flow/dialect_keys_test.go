package flow_test

import (
	"reflect"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/flow/sandbox"
	"countersign/specs"
)

// A key that specs learns without a provider here that insists on it fails this.
func TestEveryDialectKeyHasAnInsistingProvider(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	shown := map[string]bool{}
	for _, i := range insistences(t) {
		p := &insisting{insistence: i, base: "http://127.0.0.1", port: 1}
		given, with := p.decode(t, m, i.given), p.decode(t, m, strings.TrimPrefix(i.given+", "+i.dialect, ", "))
		eachKey("", reflect.TypeFor[specs.Dialect](), func(name string, index []int) {
			if !reflect.DeepEqual(reflect.ValueOf(given).FieldByIndex(index).Interface(), reflect.ValueOf(with).FieldByIndex(index).Interface()) {
				shown[name] = true
			}
		})
	}
	keys := 0
	eachKey("", reflect.TypeFor[specs.Dialect](), func(name string, _ []int) {
		keys++
		if !shown[name] {
			t.Errorf("no provider insists on %s", name)
		}
	})
	if keys < 25 {
		t.Errorf("only %d keys were looked for", keys)
	}
}

// eachKey calls found with every field of a struct and of the structs in it.
func eachKey(name string, kind reflect.Type, found func(name string, index []int)) {
	for _, f := range reflect.VisibleFields(kind) {
		if f.Type.Kind() != reflect.Struct {
			found(strings.TrimPrefix(name+"."+f.Name, "."), f.Index)
			continue
		}
		eachKey(f.Name, f.Type, func(inner string, index []int) { found(inner, append([]int{f.Index[0]}, index...)) })
	}
}

func (p *insisting) decode(t *testing.T, m *flow.Manager, dialect string) specs.Dialect {
	t.Helper()
	c, err := m.Connectors.Load(p.connector(t, dialect))
	must(t, err)
	answer, err := c.OAuthConfig.Mapping.Eval(map[string]any{
		"connectorParameters": map[string]any{"consumerKey": sandbox.ConsumerKey, "consumerSecret": sandbox.ConsumerSecret},
	})
	must(t, err)
	o, err := specs.DecodeOAuthConfig(answer)
	must(t, err)
	return o.Dialect
}
