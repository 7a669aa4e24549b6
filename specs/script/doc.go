// Package script runs the JavaScript of a connector's methods on QuickJS: ES2023 modules, and the CommonJS forms of the
// platform's documentation.
//
// A script gets one argument, an object, and can use only what the [Host] provides: signed requests and a log. It has no
// network, files, environment, timers or packages; it can import the connector's other scripts. Its memory, time,
// requests and size are limited, so that a runaway or malicious script ends with an error. Each run has its own engine.
// TypeScript runs without its types, which package erase removes.
//
//	script.go   Run and Parse
//	modules.go  what a script imports
//	host.go     what a script can ask of the host, and the limits of that
//	prelude.js  the script's side of that: apiClient, console, module
//	clock.go    a script's own time
//	error.go    what went wrong, and where in the script
package script
