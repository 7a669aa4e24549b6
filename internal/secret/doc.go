// Package secret protects secrets from being printed by accident.
//
//	secret.go  Text, which prints as dots, and short forms of identifiers
package secret
