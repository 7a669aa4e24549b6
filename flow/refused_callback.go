package flow

import (
	"errors"
	"regexp"
	"slices"
	"strings"
)

// speaksOfCallback finds a callback, or the value that asks for none, in the words of a refusal. Twitter said "Desktop
// applications only support the oauth_callback value 'oob'", X says "Callback URL not approved", Yahoo "Custom port is not
// allowed", WordPress "Callback URL is invalid", others "redirect URI".
var speaksOfCallback = regexp.MustCompile(`(?i)callback|call back|\boob\b|out.of.band|redirect.?ur[il]|custom port`)

// baseStringCallback is the callback in a base string, which some repeat in any refusal of a signature.
var baseStringCallback = regexp.MustCompile(`(?i)oauth_callback(%3D|%253D|=)\S*`)

// callbackProblems are those values of oauth_problem that a callback can be behind; every other one blames something else.
var callbackProblems = []string{"", "parameter_rejected", "parameter_absent", "oauth_callback_rejected", "callback_rejected", "invalid_callback"}

// blameCallback marks a refused request token whose words speak of the callback, and says what to do about it. It does so
// only where the other kind would send another oauth_callback.
func (p *Pending) blameCallback(err error) {
	var refusal *Refusal
	var step *StepError
	mode := p.config.Dialect.CallbackMode()
	other := mode == "loopback" || mode != "oob" && p.OutOfBand()
	if !other || !errors.As(err, &refusal) || !errors.As(err, &step) || !slices.Contains(callbackProblems, strings.ToLower(refusal.Problem)) {
		return
	}
	if !refusal.parameterNamed && !speaksOfCallback.MatchString(baseStringCallback.ReplaceAllString(step.Said+" "+refusal.Problem, "")) {
		return
	}
	refusal.Callback = true
	if p.client.rehearsal != nil { // which knows better
		return
	}
	step.Hint = "it seems not to take " + p.callback + ": register that at the provider, or go on out-of-band (--oob)"
	if p.OutOfBand() {
		step.Hint = "it seems to know no out-of-band: try a callback on this machine (without --oob), and register that at the provider"
	}
}
