// Package cli is the program on the command line: its commands, which are in the packages below it, its help, its
// manual pages and its exit code. They take the same steps of package flow that the screens take, for a shell.
//
//	cli.go         one run of the program
//	root.go        the root command: all commands, and the flags of each
//	screens.go     the root command by itself: the other front end, and --theme
//	debug.go       --debug
//	help.go        countersign help
//	completion.go  countersign completion, and what no command says of itself
//	man.go         countersign man: the manual pages
//	version.go     countersign version, and --version
//
// A command is a struct of options with a run method, made by a function NewCmd of its package. What it may do to the
// world is in Program; what it shares with the others is in packages command, console and exit.
package cli
