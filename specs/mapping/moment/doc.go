// Package moment reads written moments as Node's Date.parse does.
//
//	moment.go    the parts put together
//	token.go     words, numbers and signs
//	iso.go       in ISO 8601
//	tolerant.go  in the tolerant way of browsers
package moment
