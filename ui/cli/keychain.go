package cli

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
)

// keychainVariable chooses the keychain where --keychain does not.
const keychainVariable = "COUNTERSIGN_KEYCHAIN"

// passphraseCommand names the variable whose command prints the encrypted file's passphrase, for where nobody can type it.
const passphraseCommand = "COUNTERSIGN_PASSPHRASE_COMMAND"

// readyKeychain makes sure that secrets can be kept and read, before anything is begun that needs it. It never settles for
// less than the person chose: it asks, or it fails.
func (s *session) readyKeychain(ctx context.Context, m *flow.Manager) error {
	status := m.Stores.Status(ctx)
	switch {
	case status.NeedsPassphrase:
		return s.unlock(ctx, m, status.NewFile)
	case status.Locked:
		s.talk("The OS keychain is locked: look for its dialog.")
	}
	err := m.Stores.Open(ctx)
	if err == nil || status.Kind != "" || !s.in.terminal() {
		return err
	}
	s.talk("%s.", flow.Explain(err).What)
	answer, unanswered := s.ask(ctx, s.inWords("Keep connections in an encrypted [f]ile, or in [m]emory until this command ends?",
		"Keep connections in an encrypted file, or in memory until the program ends? Type file or memory:"))
	if unanswered != nil {
		return unanswered
	}
	switch strings.ToLower(answer) {
	case "m", "memory":
		m.Stores.Use(flow.KeychainMemory)
		return nil
	case "f", "file":
		m.Stores.Use(flow.KeychainFile)
		return s.unlock(ctx, m, m.Stores.Status(ctx).NewFile)
	}
	return err
}

// readyKeychainOf readies the keychain that holds a connection, unless the person chose one.
func (s *session) readyKeychainOf(ctx context.Context, m *flow.Manager, e flow.Entry) error {
	if s.keychainChoice() == "" {
		m.Stores.Use(e.Store)
	}
	return s.readyKeychain(ctx, m)
}

// keychainChoice is the kind that the person named, or nothing.
func (s *session) keychainChoice() string {
	if s.keychain != "" {
		return s.keychain
	}
	return s.Env(keychainVariable)
}

// unlock opens the encrypted file, or makes it.
func (s *session) unlock(ctx context.Context, m *flow.Manager, isNew bool) error {
	if command := s.Env(passphraseCommand); command != "" {
		passphrase, err := passphraseOf(ctx, passphraseCommand, command)
		if err != nil {
			return err
		}
		return m.Stores.Unlock(ctx, passphrase)
	}
	if !s.in.terminal() {
		return &complaint{NoKeychain, flow.Explanation{
			What: "the encrypted file needs its passphrase, and there is no terminal to ask for it",
			Next: "set " + passphraseCommand + " to a command that prints it, such as pass show countersign",
		}}
	}
	if isNew {
		return s.newPassphrase(ctx, m)
	}
	for {
		passphrase, err := s.askSecret(ctx, "Passphrase of the encrypted file:")
		if err != nil {
			return err
		}
		err = m.Stores.Unlock(ctx, passphrase)
		if !errors.Is(err, flow.ErrPassphrase) {
			return err
		}
		s.complain(err)
	}
}

func (s *session) newPassphrase(ctx context.Context, m *flow.Manager) error {
	passphrase, err := s.chooseSecret(ctx, "New passphrase for the encrypted file:")
	if err != nil {
		return err
	}
	return m.Stores.Unlock(ctx, passphrase)
}

// chooseSecret asks for a new passphrase, twice: nobody can open anything after a slip.
func (s *session) chooseSecret(ctx context.Context, question string) (string, error) {
	for {
		first, err := s.askSecret(ctx, question)
		if err != nil {
			return "", err
		}
		second, err := s.askSecret(ctx, "The same again:")
		switch {
		case err != nil:
			return "", err
		case first == "":
			s.talk("An empty passphrase protects nothing.")
		case first != second:
			s.talk("They are not the same.")
		default:
			return first, nil
		}
	}
}

// passphraseOf runs a variable's command in the system's shell and takes the first line that it prints.
func passphraseOf(ctx context.Context, variable, command string) (string, error) {
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
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			said = text.Safe(string(exit.Stderr), 300)
		}
		return "", &complaint{NoKeychain, flow.Explanation{
			What: fmt.Sprintf("running %s: %s", variable, err), Said: said,
			Next: "the command must print the passphrase as its first line",
		}}
	}
	return passphrase, nil
}
