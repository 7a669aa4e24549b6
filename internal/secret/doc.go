// Package secret holds texts that nobody may see by accident.
//
//	secret.go  Text, which prints as dots, and what shortens an identifier that is none
package secret
