// Package cli is the command line: the root command, global flags, help, manual pages and exit codes. The commands are in
// the packages below it and use package flow, like the screens.
//
//	cli.go      running one command line
//	root.go     the root command and the global flags
//	screens.go  countersign without a command: the screens, and --theme
//	debug.go    --debug
//	help.go     help, completion and what applies to all commands
//	man.go      countersign man
//	version.go  countersign version, and --version
//
// Each command has a function NewCmd in its package, which gets a command.Factory.
package cli
