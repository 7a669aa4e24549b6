// Package cli is the front end of subcommands: the same steps of package flow that the screens take, for a shell.
//
//	cli.go         the program: its streams, its commands, its exit code
//	exit.go        the exit codes, and which error has which
//	complaint.go   an error in three lines: what failed, the other side's words, what to do next
//	input.go       standard input, a line at a time, for questions and for pasting
//	values.go      the values a connector asks for: --set, the environment, a question
//	keychain.go    where connections are kept, and the passphrase
//	keychain_command.go  countersign keychain: status, use, move, passphrase; repair in keychain_repair.go
//	connect.go     countersign connect: the dance, from connector to connection
//	authorize.go   its wait: the link, the browser, the callback and what is pasted
//	connections.go countersign connections, and how the others find one
//	test.go        countersign test
//	forget.go      countersign forget
//	rename.go      countersign rename
//	show_connection.go  countersign connections show
//	export.go      countersign export, and import.go: connections taken along
//	run.go         countersign run: the credentials in a program's environment
//	request.go     countersign request: a signed call
//	response.go    and its response
//	sign.go        countersign sign: a signature explained, nothing sent; by JSON in sign_given.go
//	sign_credentials.go  what it signs with where there is no connection
//	sign_print.go  its result, and the curl command of sign_curl.go
//	connectors.go  countersign connectors list, show (show.go)
//	new.go         countersign connectors new
//	check.go       countersign connectors check
//	sandbox.go     countersign sandbox
//	print.go       tables and JSON
//	plain.go       plain words, for a screen reader; plain_menu.go and the like: the conversation in place of screens
//	interrupt.go   ctrl+c; echo_*.go: a terminal that shows nothing of what is typed
//	debug.go       --debug
//	version.go     --version
//	completion.go  what shells offer
//	man.go         the manual pages
//
// Data goes to standard output, talk to standard error. A command is a struct of options with a run method; what it may do
// to the world stands in Program.
package cli
