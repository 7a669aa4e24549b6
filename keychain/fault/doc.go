// Package fault says what can go wrong where connections are kept, and what a person can do about it (fault.go).
package fault
