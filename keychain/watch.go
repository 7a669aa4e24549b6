package keychain

import "time"

// Operation is something that was done with a store or its passphrase, for a
// log: which, on what connection, and how it went. No value is in it.
type Operation struct {
	Name       string // "get", "put", "rename"…
	Connection string // empty where it concerns none
	Kind       Kind   // the store in use; "" when none was chosen yet
	Took       time.Duration
	Err        error
}

// Watch has every operation told from now on. It must be called before the
// first of them, and told must return quickly.
func (k *Keychain) Watch(told func(Operation)) { k.told = told }

// watched times an operation that begins now. What it gives is deferred, with
// the error that the operation ends in.
func (k *Keychain) watched(name, connection string) func(*error) {
	started := time.Now()
	return func(err *error) {
		if k.told != nil {
			k.told(Operation{name, connection, k.chosen(), time.Since(started), *err})
		}
	}
}
