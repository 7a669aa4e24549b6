// Package setup holds the values that a user enters for a connector.
//
//	setup.go  the values: consumer key, consumer secret and whatever else the connector asks for
//	value.go  validation against the connector's schema
package setup
