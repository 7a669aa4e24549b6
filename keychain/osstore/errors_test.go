package osstore

import (
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"

	"countersign/keychain/fault"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	exit := func(code string) error { return exec.Command("sh", "-c", "exit "+code).Run() }
	for name, c := range map[string]struct{ err, want error }{
		"missing":                {keyring.ErrNotFound, fault.ErrMissing},
		"missing on macOS":       {exit("44"), fault.ErrMissing},
		"too large":              {keyring.ErrSetDataTooBig, fault.ErrTooLarge},
		"unsupported":            {keyring.ErrUnsupportedPlatform, fault.ErrUnavailable},
		"locked collection":      {errors.New("failed to unlock correct collection '/org/freedesktop/secrets/collection/login'"), fault.ErrLocked},
		"no keyring":             {errors.New("failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'"), fault.ErrLocked},
		"locked item":            {dbus.Error{Name: "org.freedesktop.Secret.Error.IsLocked"}, fault.ErrLocked},
		"no service":             {dbus.Error{Name: "org.freedesktop.DBus.Error.ServiceUnknown", Body: []any{"not provided"}}, fault.ErrUnavailable},
		"locked on macOS":        {exit("36"), fault.ErrLocked},
		"wrong password, macOS":  {exit("51"), fault.ErrLocked},
		"canceled on macOS":      {exit("128"), fault.ErrDismissed},
		"anything else":          {errors.New("sample failure"), fault.ErrUnavailable},
		"anything else on macOS": {exit("1"), fault.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			if name := c.err.Error(); strings.Contains(name, "executable file not found") {
				t.Skip("there is no sh here")
			}
			if err := explain(c.err); !errors.Is(err, c.want) {
				t.Errorf("got the error %v, want %v", err, c.want)
			}
		})
	}
}

// What a keychain says reaches the terminal as one harmless, short line.
func TestBackendErrorsAreSanitized(t *testing.T) {
	t.Parallel()
	text := explain(errors.New("bad\x1b[2J\nnews\u202e " + strings.Repeat("x", 1000))).Error()
	if strings.ContainsAny(text, "\x1b\n\u202e") || len(text) > 400 || !strings.Contains(text, "bad[2J news") {
		t.Errorf("got %q", text)
	}
}
