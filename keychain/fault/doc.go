// Package fault defines the errors of credential stores, with hints (fault.go).
package fault
