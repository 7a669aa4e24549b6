package keychain

import (
	"context"
	"sync"

	"countersign/keychain/osstore"
)

// stores are the three stores with their indexes, and which is in use.
type stores struct {
	os     *osstore.System
	file   *encryptedFile
	memory *memory
	disk   *diskIndex

	mu   sync.Mutex
	kind Kind // "" until chosen
}

// Status says which store is in use, or why there is none.
type Status struct {
	Kind            Kind  // "" when none was chosen and none is there
	Ready           bool  // connections can be kept and read
	Locked          bool  // the OS keychain will ask the person to unlock it, by a dialog of its own
	NeedsPassphrase bool  // the encrypted file wants Unlock
	NewFile         bool  // there is no encrypted file yet: Unlock makes it
	OSError         error // why the OS keychain can't be used, when it was asked
}

// Status asks without starting anything: no bus, no service, no dialog. When
// no Kind was chosen, it is the OS keychain if that answers, else the
// encrypted file if it exists, else none.
func (s *stores) Status(ctx context.Context) Status {
	if kind := s.chosen(); kind != "" {
		return s.StatusOf(ctx, kind)
	}
	found := s.osStatus(ctx)
	if found.Ready {
		return found
	}
	file := s.fileStatus()
	file.OSError = found.OSError
	if file.NewFile {
		file.Kind, file.NeedsPassphrase = "", false
	}
	return file
}

// StatusOf is Status for one store, in use or not.
func (s *stores) StatusOf(ctx context.Context, kind Kind) Status {
	switch kind {
	case Memory:
		return Status{Kind: Memory, Ready: true}
	case File:
		return s.fileStatus()
	}
	return s.osStatus(ctx)
}

func (s *stores) osStatus(ctx context.Context) Status {
	locked, err := s.os.Probe(ctx)
	return Status{Kind: OS, Ready: err == nil, Locked: locked, OSError: err}
}

func (s *stores) fileStatus() Status {
	open := s.file.unlocked()
	return Status{Kind: File, Ready: open, NeedsPassphrase: !open, NewFile: !s.file.exists()}
}

// Use chooses the store for the rest of the run. The encrypted file needs
// [Keychain.Unlock] next.
func (s *stores) Use(kind Kind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kind = kind
}

func (s *stores) chosen() Kind {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kind
}

// inUse gives the store in use, or says why there is none. A choice that
// Status made is kept: connections must not change places during a run.
func (s *stores) inUse(ctx context.Context) (Kind, store, error) {
	kind := s.chosen()
	if kind == "" {
		found := s.Status(ctx)
		if found.Kind == "" {
			return OS, nil, found.OSError
		}
		kind = s.settle(found)
	}
	switch kind {
	case Memory:
		return kind, s.memory, nil
	case File:
		if !s.file.unlocked() {
			return kind, nil, errFileLocked()
		}
		return kind, s.file, nil
	}
	return kind, s.osRecords(), nil
}

func (s *stores) settle(found Status) Kind {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind == "" && found.Ready {
		s.kind = found.Kind
	}
	if s.kind != "" {
		return s.kind
	}
	return found.Kind
}

// index gives the index that belongs to a store.
func (s *stores) index(kind Kind) index {
	if kind == Memory {
		return s.memory
	}
	return s.disk
}

// reach gives a store by its kind, in use or not, when it can be used without
// asking anybody.
func (s *stores) reach(ctx context.Context, kind Kind) (store, error) {
	switch kind {
	case Memory:
		return s.memory, nil
	case File:
		if !s.file.unlocked() {
			return nil, errFileLocked()
		}
		return s.file, nil
	}
	locked, err := s.os.Probe(ctx)
	if err != nil {
		return nil, err
	}
	if locked {
		return nil, &Error{Err: ErrLocked, Hint: "unlock it in your desktop's password manager"}
	}
	return s.osRecords(), nil
}

func (s *stores) osRecords() osstore.Records {
	return osstore.NewRecords(s.os, func(name string) bool { return CheckName(name) == nil })
}
