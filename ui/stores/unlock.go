package stores

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
)

// askPassphrase shows the prompt for the encrypted file, twice for one that is to be made.
func (s *operation) askPassphrase(file flow.StoreState, what string, entered func() tea.Cmd) tea.Cmd {
	s.trouble, s.report = nil, nil
	s.why, s.entered = "The passphrase of the encrypted file opens it for this session"+spaced(what)+".", entered
	s.asks = newPassphrases(s.Keys, "Passphrase")
	if file.Status.NewFile {
		s.why = newFileText
		s.asks = newPassphrases(s.Keys, "Passphrase", "Once more")
	}
	return nil
}

func spaced(text string) string {
	if text == "" {
		return ""
	}
	return ", " + text
}

// unlockFile opens the encrypted file for something else than to use it.
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

// notEntered shows why a keychain did not open: below the prompt, where there is one.
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

// askNewPassphrase changes the passphrase of the encrypted file; what is in it stays as it is.
func (s *operation) askNewPassphrase() tea.Cmd {
	s.trouble, s.report = nil, nil
	s.why = "The encrypted file gets another passphrase. What is in it stays as it is; an old copy of the file still opens by the old one."
	s.asks = newPassphrases(s.Keys, "Passphrase now", "New passphrase", "Once more")
	s.entered = func() tea.Cmd {
		t, m, old, fresh := s.begin("changing the passphrase: this takes a moment on purpose"), s.Flow, s.asks.value(0), s.asks.value(1)
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
	return tea.Batch(s.reload(), kit.Toast("the encrypted file has its new passphrase"))
}
