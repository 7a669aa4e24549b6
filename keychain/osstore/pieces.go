package osstore

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"countersign/keychain/fault"
)

// MaxItem is the largest item in bytes: Windows allows 2,560, and macOS a command line of 4,096 with the value in base64.
const MaxItem = 2400

// pieces saves a record as one item under the connection's name:
//
//	countersign 1 whole
//	<the record>
//
// or, if that exceeds MaxItem, as items name/SLOT/1 to name/SLOT/COUNT and, under the name, a manifest:
//
//	countersign 1 pieces SLOT COUNT SHA256
//
// A new record uses the other slot, and the manifest is written last, so that a crash leaves the old record or the new one.
// The pieces of a slot are always numbered from 1 without a gap (written upwards, removed downwards), so that leftovers can
// be found although the keychain cannot list them.
type pieces struct{ items *System }

// MaxRecord is the largest record, in bytes.
const MaxRecord = 80 << 10

const (
	head      = "countersign"
	version   = "1"
	wholeHead = head + " " + version + " whole\n"
)

var slots = []string{"a", "b"}

// manifest is the item under a connection's name.
type manifest struct {
	slot  string // "" when the item contains the record
	count int
	sum   string
	whole string
}

func (m manifest) String() string {
	if m.slot == "" {
		return wholeHead + m.whole
	}
	return fmt.Sprintf("%s %s pieces %s %d %s\n", head, version, m.slot, m.count, m.sum)
}

// parseManifest parses an item. The error is fault.ErrNewerVersion or fault.ErrDamaged.
func parseManifest(text string) (manifest, error) {
	if whole, found := strings.CutPrefix(text, wholeHead); found {
		return manifest{whole: whole}, nil
	}
	line, _, _ := strings.Cut(text, "\n")
	words := strings.Fields(line)
	if len(words) < 2 || words[0] != head {
		return manifest{}, fault.DamagedRecord("not an item of countersign")
	}
	if words[1] != version {
		return manifest{}, &fault.Error{
			Err: fault.ErrNewerVersion, Detail: "item in the OS keychain", Hint: fault.HintNewerVersion,
		}
	}
	var m manifest
	_, err := fmt.Sscanf(line, head+" "+version+" pieces %s %d %s", &m.slot, &m.count, &m.sum)
	if err != nil || !slices.Contains(slots, m.slot) || m.count < 1 || m.count > MaxRecord/MaxItem+1 {
		return manifest{}, fault.DamagedRecord("invalid list of pieces")
	}
	return m, nil
}

func pieceName(name, slot string, n int) string { return fmt.Sprintf("%s/%s/%d", name, slot, n) }

// Get reads a record, again if another process replaces it meanwhile.
func (p pieces) Get(ctx context.Context, name string) ([]byte, error) {
	var before string
	for {
		text, err := p.items.read(ctx, name)
		if err != nil {
			return nil, err
		}
		m, err := parseManifest(text)
		if err != nil || m.slot == "" {
			return []byte(m.whole), err
		}
		record, err := p.gather(ctx, name, m)
		if !errors.Is(err, fault.ErrDamaged) || text == before {
			return record, err
		}
		before = text
	}
}

func (p pieces) gather(ctx context.Context, name string, m manifest) ([]byte, error) {
	var record []byte
	for n := 1; n <= m.count; n++ {
		piece, err := p.items.read(ctx, pieceName(name, m.slot, n))
		if errors.Is(err, fault.ErrMissing) {
			return nil, fault.DamagedRecord("missing piece")
		}
		if err != nil {
			return nil, err
		}
		record = append(record, piece...)
	}
	if sum(record) != m.sum {
		return nil, fault.DamagedRecord("checksum mismatch")
	}
	return record, nil
}

func sum(record []byte) string { return fmt.Sprintf("%x", sha256.Sum256(record)) }

// Set writes or replaces a record.
func (p pieces) Set(ctx context.Context, name string, secret []byte) error {
	old, err := p.items.read(ctx, name)
	if err != nil && !errors.Is(err, fault.ErrMissing) {
		return err
	}
	used, err := parseManifest(old)
	if errors.Is(err, fault.ErrNewerVersion) {
		return err
	}
	m := manifest{whole: string(secret)}
	if len(wholeHead)+len(secret) > MaxItem {
		if m, err = p.scatter(ctx, name, otherSlot(used.slot), secret); err != nil {
			return err
		}
	}
	if err := p.items.write(ctx, name, m.String()); err != nil {
		return err
	}
	_ = p.tidy(ctx, name, m) // the record is saved; the next change removes leftovers
	return nil
}

func otherSlot(slot string) string {
	if slot == "a" {
		return "b"
	}
	return "a"
}

func (p pieces) scatter(ctx context.Context, name, slot string, secret []byte) (manifest, error) {
	m := manifest{slot: slot, sum: sum(secret)}
	for piece := range slices.Chunk(secret, MaxItem) {
		m.count++
		if err := p.items.write(ctx, pieceName(name, slot, m.count), string(piece)); err != nil {
			return manifest{}, err
		}
	}
	return m, nil
}

// Remove deletes a record: without its manifest the pieces are leftovers.
func (p pieces) Remove(ctx context.Context, name string) error {
	if err := p.items.erase(ctx, name); err != nil {
		return err
	}
	return p.tidy(ctx, name, manifest{})
}

// tidy removes all pieces that m does not name.
func (p pieces) tidy(ctx context.Context, name string, m manifest) error {
	for _, slot := range slots {
		keep := 0
		if slot == m.slot {
			keep = m.count
		}
		if err := p.cut(ctx, name, slot, keep); err != nil {
			return err
		}
	}
	return nil
}

// cut removes the pieces of a slot after the first keep, starting with the last.
func (p pieces) cut(ctx context.Context, name, slot string, keep int) error {
	last := keep
	for {
		_, err := p.items.read(ctx, pieceName(name, slot, last+1))
		if errors.Is(err, fault.ErrMissing) {
			break
		}
		if err != nil {
			return err
		}
		last++
	}
	for ; last > keep; last-- {
		if err := p.items.erase(ctx, pieceName(name, slot, last)); err != nil {
			return err
		}
	}
	return nil
}
