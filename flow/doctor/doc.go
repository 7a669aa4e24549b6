// Package doctor finds out why a request was refused. It reads the evidence (the provider's words, its base string, the clock,
// the facts about the connection), then sends requests that change nothing at the service, each with one thing different, and
// names one cause with how sure it is.
//
//	doctor.go       Diagnose, evidence, diagnosis and fix
//	compare.go      the provider's base string and ours, and their first difference
//	analyze.go      what the evidence says before any experiment, and which cause is left after them
//	experiments.go  the experiments, with changed requests and with other credentials
//	candidates.go   which experiments apply, and in what order
//	parameters.go   experiments with the request's own parameters
package doctor
