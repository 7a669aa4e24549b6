// Package script runs the JavaScript in which a connector's methods may be
// written, on QuickJS: ES2023 modules, and the CommonJS forms of the
// platform's documentation.
//
// A script gets one argument, an object, and can reach nothing but what the
// [Host] gives it: signed calls and a log. It has no network, files,
// environment, timers or packages; it can import the connector's other scripts.
// Its memory, its own time, its calls and its size are bounded, so that a script
// which runs away, or means harm, ends as an error and the program goes on. Each
// run has an engine of its own. TypeScript is run without its types, which the
// package erase takes out.
//
//	script.go   Run and Parse
//	modules.go  what it imports
//	host.go     what a script may ask of us, and the bounds of that
//	prelude.js  the same from the script's side: apiClient, console, module
//	clock.go    a script's own time
//	error.go    what went wrong, and where in the script
package script
