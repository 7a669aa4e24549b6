package flow

import (
	"fmt"
	"net/http"

	"countersign/internal/text"
)

// unsaid is what else to try after a token step was refused without a reason: services differ most in what is named here. It
// is empty where the status says that something else is wrong.
func (in *incoming) unsaid() string {
	ex, key := in.exchange, "requestTokenMethod"
	if ex.Step == StepAccessToken {
		key = "tokenMethod"
	}
	switch {
	case ex.Step != StepRequestToken && ex.Step != StepAccessToken:
		return ""
	case in.status == http.StatusMethodNotAllowed:
		return fmt.Sprintf("the service does not take %s here: set %s in the connector's dialect", text.Safe(ex.Method, 20), key)
	case in.status > http.StatusForbidden:
		return ""
	}
	return fmt.Sprintf("if these are right, the service may want another signature method than %s, or the oauth parameters elsewhere than in the %s: "+
		"set signatureMethod and tokenPlacement in the connector's dialect", ex.SignatureMethod, ex.Placement)
}
