package flow_test

import (
	"fmt"
	"strings"
	"testing"

	"countersign/flow"
)

// Package fmt calls no methods on what stands in unexported fields.
func TestSecretInAnUnexportedFieldIsNotPrinted(t *testing.T) {
	t.Parallel()
	const mark = "sample-hidden"
	type holder struct {
		plain  flow.Secret
		listed map[string]flow.Secret
	}
	h := holder{flow.NewSecret(mark), map[string]flow.Secret{"one": flow.NewSecret(mark)}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, v := range []any{h, &h, []holder{h}, []any{h}} {
			shown := fmt.Sprintf(verb, v)
			if strings.Contains(shown, mark) || strings.Contains(shown, fmt.Sprintf("%x", mark)) {
				t.Errorf("%s of %T prints %s", verb, v, shown)
			}
		}
	}
}
