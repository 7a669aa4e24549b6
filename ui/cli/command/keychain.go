package command

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/exit"
)

// PassphraseVariable names the variable whose command prints the encrypted file's passphrase, for where nobody can
// type it.
const PassphraseVariable = "COUNTERSIGN_PASSPHRASE_COMMAND"

// Keychain makes keychains ready: it asks for what they need.
type Store struct{ f *Factory }

// Ready makes sure that secrets can be saved and read, before anything begins that needs it. It never settles for less
// than the person chose: it asks, or it fails.
func (k *Store) Prepare(ctx context.Context, m *flow.Manager) error {
	status := m.Stores.Status(ctx)
	switch {
	case status.NeedsPassphrase:
		return k.Unlock(ctx, m, status.NewFile)
	case status.Locked:
		k.f.IO.Infof("The OS keychain is locked: look for its dialog.")
	}
	err := m.Stores.Open(ctx)
	if err == nil || status.Kind != "" || !k.f.Prompt.Interactive() {
		return err
	}
	k.f.IO.Infof("%s.", flow.Explain(err).What)
	answer, unanswered := k.f.Prompt.Ask(ctx, k.f.IO.Wording("Keep connections in an encrypted [f]ile, or in [m]emory until this command ends?",
		"Keep connections in an encrypted file, or in memory until the program ends? Type file or memory:"))
	if unanswered != nil {
		return unanswered
	}
	switch strings.ToLower(answer) {
	case "m", "memory":
		m.Stores.Use(flow.StoreMemory)
		return nil
	case "f", "file":
		m.Stores.Use(flow.StoreFile)
		return k.Unlock(ctx, m, m.Stores.Status(ctx).NewFile)
	}
	return err
}

// ReadyFor makes the keychain of a connection ready, unless the person chose one.
func (k *Store) PrepareFor(ctx context.Context, m *flow.Manager, e flow.Entry) error {
	if choice, _ := k.f.Flow.StoreChoice(); choice == "" {
		m.Stores.Use(e.Store)
	}
	return k.Prepare(ctx, m)
}

// Unlock opens the encrypted file, or makes it.
func (k *Store) Unlock(ctx context.Context, m *flow.Manager, isNew bool) error {
	if command := k.f.IO.Env(PassphraseVariable); command != "" {
		passphrase, err := PassphraseFromCommand(ctx, PassphraseVariable, command)
		if err != nil {
			return err
		}
		return m.Stores.Unlock(ctx, passphrase)
	}
	if !k.f.Prompt.Interactive() {
		return exit.New(exit.NoStore, flow.Explanation{
			What: "the encrypted file needs its passphrase, and there is no terminal to ask for it",
			Next: "set " + PassphraseVariable + " to a command that prints it, such as pass show countersign",
		})
	}
	if isNew {
		passphrase, err := k.f.Prompt.NewPassphrase(ctx, "New passphrase for the encrypted file:")
		if err != nil {
			return err
		}
		return m.Stores.Unlock(ctx, passphrase)
	}
	for {
		passphrase, err := k.f.Prompt.AskSecret(ctx, "Passphrase of the encrypted file:")
		if err != nil {
			return err
		}
		err = m.Stores.Unlock(ctx, passphrase)
		if !errors.Is(err, flow.ErrWrongPassphrase) {
			return err
		}
		k.f.IO.PrintError(err)
	}
}

// PassphraseFrom runs a variable's command in the system's shell and takes the first line that it prints.
func PassphraseFromCommand(ctx context.Context, variable, command string) (string, error) {
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C"}
	}
	output, err := exec.CommandContext(ctx, shell[0], shell[1], command).Output() //nolint:gosec // the person's own command
	passphrase, _, _ := strings.Cut(string(output), "\n")
	passphrase = strings.TrimSuffix(passphrase, "\r")
	if err == nil && passphrase == "" {
		err = errors.New("it printed nothing")
	}
	if err != nil {
		said := ""
		var ended *exec.ExitError
		if errors.As(err, &ended) {
			said = text.Safe(string(ended.Stderr), 300)
		}
		return "", exit.New(exit.NoStore, flow.Explanation{
			What: fmt.Sprintf("running %s: %s", variable, err), ProviderMessage: said,
			Next: "the command must print the passphrase as its first line",
		})
	}
	return passphrase, nil
}
