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

// MaxItem is the most that one item may hold: Windows takes 2,560 bytes, and
// macOS 4,096 of command line with the value in base64.
const MaxItem = 2400

// pieces keeps a record as one item under the connection's name:
//
//	countersign 1 whole
//	<the record>
//
// or, when that would be larger than MaxItem, as items name/SLOT/1 to
// name/SLOT/COUNT and, under the name, the manifest that commits them:
//
//	countersign 1 pieces SLOT COUNT SHA256
//
// A new record goes to the other slot than the one in use, and the manifest is
// written last, so a crash leaves the old record or the new one. The pieces of
// a slot are always 1 to some number without a gap: they are written upwards
// and removed downwards. So what a crash left can be found and removed, though
// the keychain can't list it.
type pieces struct{ items *System }

// MaxRecord is the largest record, in bytes.
const MaxRecord = 80 << 10

const (
	head      = "countersign"
	version   = "1"
	wholeHead = head + " " + version + " whole\n"
)

var slots = []string{"a", "b"}

// manifest is what stands under a connection's name.
type manifest struct {
	slot  string // "" when the record stands there too
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

// parseManifest gives fault.ErrNewer for another version than ours, fault.ErrDamaged for
// what is no record of ours.
func parseManifest(text string) (manifest, error) {
	if whole, found := strings.CutPrefix(text, wholeHead); found {
		return manifest{whole: whole}, nil
	}
	line, _, _ := strings.Cut(text, "\n")
	words := strings.Fields(line)
	if len(words) < 2 || words[0] != head {
		return manifest{}, fault.DamagedRecord("the item is not countersign's")
	}
	if words[1] != version {
		return manifest{}, &fault.Error{Err: fault.ErrNewerVersion, Detail: "an item of the OS keychain", Hint: fault.HintNewerVersion}
	}
	var m manifest
	_, err := fmt.Sscanf(line, head+" "+version+" pieces %s %d %s", &m.slot, &m.count, &m.sum)
	if err != nil || !slices.Contains(slots, m.slot) || m.count < 1 || m.count > MaxRecord/MaxItem+1 {
		return manifest{}, fault.DamagedRecord("the list of its pieces")
	}
	return m, nil
}

func pieceName(name, slot string, n int) string { return fmt.Sprintf("%s/%s/%d", name, slot, n) }

// Get reads again when another process has replaced the record meanwhile.
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
			return nil, fault.DamagedRecord("a piece is missing")
		}
		if err != nil {
			return nil, err
		}
		record = append(record, piece...)
	}
	if sum(record) != m.sum {
		return nil, fault.DamagedRecord("the pieces don't belong together")
	}
	return record, nil
}

func sum(record []byte) string { return fmt.Sprintf("%x", sha256.Sum256(record)) }

// Set puts a record in place of the one that is there.
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
	// The record is kept. Old pieces that stay behind now are removed with the
	// next change of this name.
	_ = p.tidy(ctx, name, m)
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

// Remove ends the record by its first step.
func (p pieces) Remove(ctx context.Context, name string) error {
	if err := p.items.erase(ctx, name); err != nil {
		return err
	}
	return p.tidy(ctx, name, manifest{})
}

// tidy removes all pieces that m doesn't name.
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

// cut removes the pieces of a slot after the first keep, the last one first.
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
