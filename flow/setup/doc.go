// Package setup holds the values that a person gives a connector.
//
//	setup.go      the values: consumer key, consumer secret, what else the connector asks
//	value.go      a value held against what the connector says of it
//	blueprint.go  the same questions about a connector that is to be written
package setup
