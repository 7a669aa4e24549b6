// Package console reads standard input, asks questions and prints: data to standard output, messages to standard error.
//
//	io.go          the streams, messages and errors
//	print.go       data: lines, tables, JSON, problems in files
//	accessible.go  screen-reader mode
//	input.go       standard input by lines; @FILE and - as values
//	prompt.go      questions
//	echo_*.go      turning the terminal's echo off
package console
