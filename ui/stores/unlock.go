package stores

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
)

// askPassphrase asks for the passphrase of the encrypted file, twice for a new file.
func (s *operation) askPassphrase(file flow.StoreState, what string, entered func() tea.Cmd) tea.Cmd {
	s.problem, s.report = nil, nil
	s.why, s.entered = "Enter the passphrase of the encrypted file"+spaced(what)+". It stays unlocked until you quit.", entered
	s.asks = newPassphrases(s.Keys, "Passphrase")
	if file.Status.NewFile {
		s.why = newFileText
		s.asks = newPassphrases(s.Keys, "Passphrase", "Confirm")
	}
	return nil
}

func spaced(text string) string {
	if text == "" {
		return ""
	}
	return " " + text
}

// unlockFile unlocks the encrypted file without switching to it.
func (s *operation) unlockFile(what string, then func() tea.Cmd) tea.Cmd {
	return s.askPassphrase(s.state(flow.StoreFile), what, func() tea.Cmd {
		t, m, passphrase := s.begin(openingFile), s.Flow, s.asks.value(0)
		return func() tea.Msg { return openedStoreMsg{t.ID, m.Stores.UnlockFile(t.Ctx, passphrase), then} }
	})
}

// unlockOS has the OS keychain show its dialog.
func (s *operation) unlockOS(then func() tea.Cmd) tea.Cmd {
	t, m := s.begin("opening the OS keychain"), s.Flow
	s.dialog = true
	return func() tea.Msg { return openedStoreMsg{t.ID, m.Stores.UnlockOS(t.Ctx), then} }
}

func (s *operation) openedStore(msg openedStoreMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	s.finish()
	if msg.err != nil {
		s.notEntered(msg.err)
		return nil
	}
	s.asks = passphrases{}
	return tea.Batch(s.reload(), msg.then())
}

// notEntered shows why a store could not be opened.
func (s *operation) notEntered(err error) {
	if !s.asks.asked() {
		s.failed(err)
		return
	}
	x := flow.Explain(err)
	s.asks.wrong = &x
	if errors.Is(err, flow.ErrWrongPassphrase) {
		s.asks.retype(0)
	}
}

// askNewPassphrase changes the passphrase of the encrypted file.
func (s *operation) askNewPassphrase() tea.Cmd {
	s.problem, s.report = nil, nil
	s.why = "Change the passphrase of the encrypted file. Its connections stay. Old copies of the file keep the old passphrase."
	s.asks = newPassphrases(s.Keys, "Current passphrase", "New passphrase", "Confirm")
	s.entered = func() tea.Cmd {
		t, m, old, fresh := s.begin("changing the passphrase (deliberately slow)"), s.Flow, s.asks.value(0), s.asks.value(1)
		return func() tea.Msg { return rewrappedMsg{t.ID, m.Stores.ChangePassphrase(t.Ctx, old, fresh)} }
	}
	return nil
}

func (s *operation) rewrapped(msg rewrappedMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	s.finish()
	if msg.err != nil {
		s.notEntered(msg.err)
		return nil
	}
	s.asks = passphrases{}
	return tea.Batch(s.reload(), kit.Toast("Changed the passphrase of the encrypted file"))
}
