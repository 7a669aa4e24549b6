package keychain

import (
	"bytes"
	"encoding/json"

	"countersign/keychain/fault"
	"countersign/keychain/osstore"
)

// recordHead starts a record, which is the facts on one line, followed by the secrets:
//
//	countersign record 2 {"name":"anna",…}
//	<the secrets>
//
// This allows the index to be rebuilt from a store, and replaces facts that belong to the secrets (such as their expiry)
// together with them. A record without that line is of version 1: only secrets.
var recordHead = []byte("countersign record 2 ")

// maxRecord is the largest record in bytes, with its facts.
const maxRecord = osstore.MaxRecord

func makeRecord(e Entry, secret []byte) ([]byte, error) {
	facts, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	record := bytes.Join([][]byte{recordHead, facts, []byte("\n"), secret}, nil)
	if len(record) > maxRecord {
		return nil, &Error{Err: ErrTooLarge, Detail: "facts of the connection"}
	}
	return record, nil
}

// readRecord returns the facts and the secrets. found is false for version 1, which has no facts.
func readRecord(record []byte) (e Entry, secret []byte, found bool, err error) {
	rest, found := bytes.CutPrefix(record, recordHead)
	if !found {
		return Entry{}, record, false, nil
	}
	facts, secret, complete := bytes.Cut(rest, []byte("\n"))
	if !complete || json.Unmarshal(facts, &e) != nil { // the parser's error could quote a secret
		return Entry{}, nil, true, fault.DamagedRecord("invalid facts")
	}
	return e, secret, true, nil
}

// ofRecord returns the entry with the facts that belong to the secrets: after a crash the index may be out of date.
func (e Entry) ofRecord(facts Entry) Entry {
	e.Connector, e.Title, e.Created, e.Expires = facts.Connector, facts.Title, facts.Created, facts.Expires
	return e
}
