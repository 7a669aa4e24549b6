package flow

// Refusal is the cause of a StepError after an answer that did not give what the step needs: for programs, which need not
// read the texts. What it holds is safe to print.
type Refusal struct {
	Status  int    // of the answer; 200 too, when the refusal stands in its body
	Problem string // oauth_problem, such as "token_rejected" (wiki.oauth.net/ProblemReporting); empty where the provider names none
	Advice  string // oauth_problem_advice; may be empty

	why error // what the answer lacks, in our words
}

func (r *Refusal) Error() string { return r.why.Error() }

func (r *Refusal) Unwrap() error { return r.why }
