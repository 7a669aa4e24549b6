package keychain

import (
	"bytes"
	"encoding/json"

	"countersign/keychain/fault"
	"countersign/keychain/osstore"
)

// What a store keeps of a connection is its facts in one line and its secrets
// behind it:
//
//	countersign record 2 {"name":"anna",…}
//	<the secrets>
//
// so that the index can be rebuilt from the store, and so that the facts that
// belong to the secrets, such as their expiry, are replaced in one with them.
// A record without that line is of the first version: the secrets alone.
var recordHead = []byte("countersign record 2 ")

// maxRecord is the largest record: secrets and facts.
const maxRecord = osstore.MaxRecord

func makeRecord(e Entry, secret []byte) ([]byte, error) {
	facts, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	record := bytes.Join([][]byte{recordHead, facts, []byte("\n"), secret}, nil)
	if len(record) > maxRecord {
		return nil, &Error{Err: ErrTooLarge, Detail: "its facts"}
	}
	return record, nil
}

// readRecord gives the facts and the secrets. found is false for a record of
// the first version, which has no facts.
func readRecord(record []byte) (e Entry, secret []byte, found bool, err error) {
	rest, found := bytes.CutPrefix(record, recordHead)
	if !found {
		return Entry{}, record, false, nil
	}
	facts, secret, whole := bytes.Cut(rest, []byte("\n"))
	// The parser's error could quote what it met, which may be a secret.
	if !whole || json.Unmarshal(facts, &e) != nil {
		return Entry{}, nil, true, fault.DamagedRecord("the facts before its secrets")
	}
	return e, secret, true, nil
}

// ofRecord gives the entry with those facts that change with the secrets only,
// as the record has them: a crash may have left the index behind it.
func (e Entry) ofRecord(kept Entry) Entry {
	e.Connector, e.Title, e.Created, e.Expires = kept.Connector, kept.Title, kept.Created, kept.Expires
	return e
}
