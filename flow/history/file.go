package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"countersign/internal/atomicfile"
)

// maxFile limits a connection's file, in bytes, whatever the number of its entries.
const maxFile = 16 << 20

// file is the path of a connection's history: one JSON line per entry, the newest last. An entry is appended in one write.
// The file is rewritten only when it has a quarter more entries than the limit; until then, reading skips the oldest.
type file string

// line is an entry on disk.
type line struct {
	Entry
	Limit int `json:"limit,omitempty"` // on entries when this one was added
}

// add appends an entry, and drops the oldest when there are too many.
func (f file) add(e Entry, limit int) error {
	added, err := json.Marshal(line{e, limit})
	if err != nil {
		return err
	}
	data, err := f.read()
	if err != nil {
		return err
	}
	added = append(added, '\n')
	if bytes.Count(data, []byte("\n")) < limit+limit/4 && len(data)+len(added) < maxFile {
		if len(data) > 0 && data[len(data)-1] != '\n' { // a crash interrupted the last write
			added = append([]byte{'\n'}, added...)
		}
		return f.append(added)
	}
	lines := validLines(data)
	lines = lines[max(len(lines)-limit+1, 0):]
	size := len(added)
	for i := len(lines) - 1; i >= 0; i-- { // well below the maximum, so that the next entry does not reach it again
		if size += len(lines[i]) + 1; size > maxFile*3/4 {
			lines = lines[i+1:]
			break
		}
	}
	return f.write(append(lines, bytes.TrimSpace(added)))
}

func (f file) append(data []byte) error {
	out, err := os.OpenFile(string(f), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	return errors.Join(err, out.Close())
}

// replace rewrites the file with these entries.
func (f file) replace(entries []Entry) error {
	lines := make([][]byte, len(entries))
	for i, e := range entries {
		encoded, err := json.Marshal(e)
		if err != nil {
			return err
		}
		lines[i] = encoded
	}
	return f.write(lines)
}

func (f file) write(lines [][]byte) error {
	var all []byte
	for _, l := range lines {
		all = append(append(all, l...), '\n')
	}
	return atomicfile.WriteFile(string(f), all)
}

// read reads the file; without one, it is empty.
func (f file) read() ([]byte, error) {
	info, err := os.Stat(string(f))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case info.Size() > 2*maxFile:
		return nil, fmt.Errorf("%s is too large", string(f))
	}
	return os.ReadFile(string(f))
}

// validLines skips lines that a crash cut off.
func validLines(data []byte) [][]byte {
	var lines [][]byte
	for l := range bytes.SplitSeq(data, []byte("\n")) {
		if json.Valid(l) {
			lines = append(lines, l)
		}
	}
	return lines
}

// entries are those within the limit, the oldest first.
func (f file) entries() ([]Entry, error) {
	data, err := f.read()
	if err != nil {
		return nil, err
	}
	var entries []Entry
	limit := 0
	for encoded := range bytes.SplitSeq(data, []byte("\n")) {
		var l line
		if json.Unmarshal(encoded, &l) == nil { // anything else is cut off, or from a later version
			entries, limit = append(entries, l.Entry), l.Limit
		}
	}
	if limit > 0 && len(entries) > limit {
		entries = entries[len(entries)-limit:]
	}
	return entries, nil
}
