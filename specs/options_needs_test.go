package specs

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRequiredParametersOfAnOption(t *testing.T) {
	t.Parallel()
	c := loaded(t, map[string]string{"spec.yml": `auth:
  type: oauth1
  options:
    always: {title: Always}
    both: {enabled: {$and: [{$var: connectorParameters.one}, {$var: connectorParameters.two.part}, {$var: connectorParameters.one}]}}
`})
	if got := c.Options[0].RequiredParameters(); got != nil {
		t.Errorf("always needs %v", got)
	}
	if diff := cmp.Diff([]string{"one", "two"}, c.Options[1].RequiredParameters()); diff != "" {
		t.Error(diff)
	}
}
