package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"countersign/internal/atomicfile"
)

// maxFile bounds a connection's file, in bytes, whatever the number of its calls.
const maxFile = 16 << 20

// file is the path of a connection's history: a line of JSON for each call, the newest last. A call is added by one write at
// the end. The oldest calls are dropped only now and then, when there are a quarter more than wanted: until then they are
// passed over, since the last line says how many are wanted and how many there are.
type file string

// line is a call on disk. Files of the first version have no count and no limit.
type line struct {
	Entry
	Count int `json:"count,omitempty"` // lines of the file, this one included
	Limit int `json:"limit,omitempty"` // calls that are wanted
}

// add adds a call. Unless there is something to drop, it reads the last line alone.
func (f file) add(c Entry, limit int) error {
	added, err := f.append(c, limit)
	if err != nil || added {
		return err
	}
	return f.addAndDrop(c, limit)
}

// append reports whether the call could be added without a look at the others.
func (f file) append(c Entry, limit int) (added bool, err error) {
	old, err := os.OpenFile(string(f), os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, old.Close()) }()
	info, err := old.Stat()
	if err != nil {
		return false, err
	}
	count, known, err := counted(old, info.Size())
	if err != nil || !known || count+1 > limit+limit/4 {
		return false, err
	}
	encoded, err := json.Marshal(line{c, count + 1, limit})
	if err != nil || info.Size()+int64(len(encoded)) >= maxFile {
		return false, err
	}
	_, err = old.Write(append(encoded, '\n'))
	return true, err
}

// counted reads from the last line how many there are. It is not known when the line is not whole, or when a program wrote
// it that does not count.
func counted(r io.ReaderAt, size int64) (count int, known bool, err error) {
	if size == 0 {
		return 0, true, nil
	}
	last, err := lastLine(r, size)
	if err != nil {
		return 0, false, err
	}
	var l line
	if unreadable := json.Unmarshal(last, &l); unreadable != nil || l.Count <= 0 {
		return 0, false, nil //nolint:nilerr // the whole file is read then, and says what is wrong with it
	}
	return l.Count, true, nil
}

// lastLine reads the last line that ends; it is empty when what is at the end does not.
func lastLine(r io.ReaderAt, size int64) ([]byte, error) {
	for chunk := int64(4 << 10); ; chunk *= 8 {
		from := max(size-chunk, 0)
		tail := make([]byte, size-from)
		if _, err := r.ReadAt(tail, from); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if tail[len(tail)-1] != '\n' {
			return nil, nil
		}
		tail = tail[:len(tail)-1]
		if i := bytes.LastIndexByte(tail, '\n'); i >= 0 || from == 0 {
			return tail[i+1:], nil
		}
	}
}

// addAndDrop writes the file again without what is too old.
func (f file) addAndDrop(c Entry, limit int) error {
	lines, err := f.lines()
	if err != nil {
		return err
	}
	lines = lines[max(len(lines)-limit+1, 0):]
	encoded, err := json.Marshal(line{c, len(lines) + 1, limit})
	if err != nil {
		return err
	}
	size := len(encoded) + 1
	for i := len(lines) - 1; i >= 0; i-- { // well below the bound, so that the next call does not reach it again
		if size += len(lines[i]) + 1; size > maxFile*3/4 {
			lines = lines[i+1:]
			if encoded, err = json.Marshal(line{c, len(lines) + 1, limit}); err != nil {
				return err
			}
			break
		}
	}
	return f.write(append(lines, encoded))
}

// replace writes the file again with these calls.
func (f file) replace(calls []Entry) error {
	lines := make([][]byte, len(calls))
	for i, c := range calls {
		l := line{Entry: c}
		if i == len(calls)-1 {
			l.Count = len(calls)
		}
		encoded, err := json.Marshal(l)
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

// lines are the whole lines of the file: one that a crash broke off is none. No file is an empty one.
func (f file) lines() ([][]byte, error) {
	r, err := os.Open(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, 2*maxFile+1))
	if err == nil && len(data) > 2*maxFile {
		err = fmt.Errorf("%s is too long to be a history", string(f))
	}
	if err != nil {
		return nil, err
	}
	var lines [][]byte
	for l := range bytes.SplitSeq(data, []byte("\n")) {
		if json.Valid(l) {
			lines = append(lines, l)
		}
	}
	return lines, nil
}

// calls are the calls that are wanted, the oldest first.
func (f file) calls() ([]Entry, error) {
	lines, err := f.lines()
	if err != nil {
		return nil, err
	}
	var calls []Entry
	limit := 0
	for _, encoded := range lines {
		var l line
		if json.Unmarshal(encoded, &l) == nil { // what a later version writes otherwise is not ours to read
			calls, limit = append(calls, l.Entry), l.Limit
		}
	}
	if limit > 0 && len(calls) > limit {
		calls = calls[len(calls)-limit:]
	}
	return calls, nil
}
