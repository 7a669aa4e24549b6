package keychain

import (
	"context"
	"sync"

	"countersign/keychain/osstore"
)

// stores are the credential stores and their indexes, and which one is in use.
type stores struct {
	os     *osstore.System
	file   *encryptedFile
	memory *memory
	disk   *diskIndex

	mu   sync.Mutex
	kind Kind // "" until chosen
}

// Status is the status of a credential store.
type Status struct {
	Kind            Kind  // "" when none was chosen and none is available
	Ready           bool  // can be read and written
	Locked          bool  // the OS keychain will ask to be unlocked, in its own dialog
	NeedsPassphrase bool  // the encrypted file must be unlocked
	NewFile         bool  // Unlock will create the encrypted file
	OSError         error // why the OS keychain is unavailable, if it was probed
}

// Status returns the status of the store in use, without starting a service or showing a dialog. Until one is chosen, that
// is the OS keychain if available, else the encrypted file if it exists, else none.
func (s *stores) Status(ctx context.Context) Status {
	if kind := s.chosen(); kind != "" {
		return s.StatusOf(ctx, kind)
	}
	status := s.osStatus(ctx)
	if status.Ready {
		return status
	}
	file := s.fileStatus()
	file.OSError = status.OSError
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
	open := s.file.current() != nil
	return Status{Kind: File, Ready: open, NeedsPassphrase: !open, NewFile: !s.file.exists()}
}

// Use chooses the store for this process. The encrypted file needs [Store.Unlock] next.
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

// inUse returns the store in use. What Status selected stays selected for this process.
func (s *stores) inUse(ctx context.Context) (Kind, store, error) {
	kind := s.chosen()
	if kind == "" {
		status := s.Status(ctx)
		if status.Kind == "" {
			return OS, nil, status.OSError
		}
		kind = s.settle(status)
	}
	switch kind {
	case Memory:
		return kind, s.memory, nil
	case File:
		if s.file.current() == nil {
			return kind, nil, errFileLocked()
		}
		return kind, s.file, nil
	}
	return kind, s.osRecords(), nil
}

func (s *stores) settle(status Status) Kind {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind == "" && status.Ready {
		s.kind = status.Kind
	}
	if s.kind != "" {
		return s.kind
	}
	return status.Kind
}

// index returns the index of a store.
func (s *stores) index(kind Kind) index {
	if kind == Memory {
		return s.memory
	}
	return s.disk
}

// reach returns a store, in use or not, if it is available without a prompt.
func (s *stores) reach(ctx context.Context, kind Kind) (store, error) {
	switch kind {
	case Memory:
		return s.memory, nil
	case File:
		if s.file.current() == nil {
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
