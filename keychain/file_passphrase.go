package keychain

import (
	"context"
	"errors"
	"fmt"

	"filippo.io/age"
)

// ChangePassphrase puts the encrypted file's identity under another passphrase.
// The records stay as they are, encrypted to the same identity; so whoever has
// an old copy of identity.age and the old passphrase can still open them. The
// error is [ErrPassphrase] when old is wrong or either is empty.
func (k *Keychain) ChangePassphrase(ctx context.Context, old, fresh string) (err error) {
	defer k.watched("change the passphrase", "")(&err)
	if err := k.file.rewrap(ctx, old, fresh); err != nil {
		return fmt.Errorf("changing the passphrase of the encrypted file: %w", err)
	}
	return nil
}

func (f *encryptedFile) rewrap(ctx context.Context, old, fresh string) error {
	if old == "" || fresh == "" {
		return errEmptyPassphrase()
	}
	free, err := f.lock(ctx)
	if err != nil {
		return err
	}
	defer free()
	identity, err := f.openIdentity(old)
	if err != nil {
		return err
	}
	if err := f.wrap(identity, fresh); err != nil {
		return err
	}
	again, err := f.openIdentity(fresh)
	if err == nil && again.String() != identity.String() {
		err = errors.New("what was read back is another identity")
	}
	return err
}

// wrap writes the identity under a passphrase, in place of the file that is
// there.
func (f *encryptedFile) wrap(identity *age.X25519Identity, passphrase string) error {
	key, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return err
	}
	key.SetWorkFactor(f.factor)
	data, err := encrypt([]byte(identity.String()+"\n"), key)
	if err != nil {
		return err
	}
	return writeFile(f.identityPath, data)
}

func errEmptyPassphrase() error {
	return &Error{Err: ErrPassphrase, Said: "it is empty", Next: "give at least one character"}
}
