// Package cause names why an authorization or a signed request fails. Step errors, the doctor, scripts and
// docs/troubleshooting.md use the same names.
//
//	cause.go    the causes, each with its remedy
//	problem.go  from an oauth_problem to a cause
package cause
