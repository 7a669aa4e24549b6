package osstore

import (
	"errors"
	"os/exec"
	"strings"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"

	"countersign/internal/text"
	"countersign/keychain/fault"
)

// Exit codes of macOS's security program: the low byte of the OSStatus.
const (
	securityNotAllowed = 36  // errSecInteractionNotAllowed: locked, and no dialog can be shown
	securityNotFound   = 44  // errSecItemNotFound
	securityAuthFailed = 51  // errSecAuthFailed: locked
	securityCanceled   = 128 // errSecUserCanceled
)

// explain translates an error of go-keyring; few of them have a type.
func explain(err error) error {
	var exit *exec.ExitError
	code := 0
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	}
	var bus dbus.Error
	errors.As(err, &bus)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound), code == securityNotFound:
		return fault.ErrMissing
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return &fault.Error{
			Err: fault.ErrTooLarge, Detail: text.Safe(err.Error(), fault.MaxQuoted), Hint: fault.HintOtherStore,
		}
	case code == securityCanceled:
		return errDismissed(text.Safe(err.Error(), fault.MaxQuoted))
	case code == securityNotAllowed, code == securityAuthFailed,
		bus.Name == "org.freedesktop.Secret.Error.IsLocked",
		strings.Contains(err.Error(), "failed to unlock"):
		return &fault.Error{
			Err: fault.ErrLocked, Detail: text.Safe(err.Error(), fault.MaxQuoted),
			Hint: "unlock it (or create a default keyring) in your desktop's password manager, or " +
				fault.HintOtherStore,
		}
	}
	return errUnavailable(text.Safe(err.Error(), fault.MaxQuoted))
}

func errUnavailable(detail string) error {
	return &fault.Error{Err: fault.ErrUnavailable, Detail: detail, Hint: fault.HintOtherStore}
}

func errDismissed(detail string) error {
	return &fault.Error{
		Err: fault.ErrDismissed, Detail: detail, Hint: "try again and confirm the dialog, or " + fault.HintOtherStore,
	}
}

func errTimedOut(call string) error {
	return &fault.Error{
		Err: fault.ErrTimedOut, Detail: call + " is still waiting, perhaps for a dialog on another screen",
		Hint: "restart countersign when the keychain responds, or " + fault.HintOtherStore,
	}
}
