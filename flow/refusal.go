package flow

import "errors"

// ErrCallbackRefused marks a Refusal at the request token that speaks of the callback: the other kind of callback,
// out-of-band or on this machine, may be taken. It is read out of a provider's free words, so that front ends may offer the
// other kind, and do nothing by themselves.
var ErrCallbackRefused = errors.New("the provider does not take this callback")

// Refusal is the cause of a StepError after an answer that did not give what the step needs: for programs, which need not
// read the texts. What it holds is safe to print.
type Refusal struct {
	Status   int    // of the answer; 200 too, when the refusal stands in its body
	Problem  string // oauth_problem, such as "token_rejected" (wiki.oauth.net/ProblemReporting); empty where the provider names none
	Advice   string // oauth_problem_advice; may be empty
	Callback bool   // errors.Is(err, ErrCallbackRefused)

	parameterNamed bool  // oauth_parameters_rejected or _absent names oauth_callback
	why            error // what the answer lacks, in our words
}

func (r *Refusal) Error() string { return r.why.Error() }

func (r *Refusal) Unwrap() error { return r.why }

// Is knows a refused callback.
func (r *Refusal) Is(target error) bool { return target == ErrCallbackRefused && r.Callback }
