package command

import (
	"errors"
	"os"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
	"countersign/ui/settings"
)

// ConfigVariable names the file of settings where --config does not.
const ConfigVariable = "COUNTERSIGN_CONFIG"

// Variables that count for more than what the file says, where no flag does.
const (
	ThemeVariable        = "COUNTERSIGN_THEME"
	CallbackPortVariable = "COUNTERSIGN_CALLBACK_PORT" // read by flow.CallbackPort
	ClipboardVariable    = "COUNTERSIGN_CLIPBOARD"     // read by the screens
)

// Settings are where this run reads them, and who else checks them.
type Settings struct {
	FileFlag string // --config
	// Names are what only the screens know of the settings, and CheckNames has them look at what a person set; nil: it
	// is not looked at.
	Names      settings.Names
	CheckNames func(settings.Settings) error

	io *console.IO
}

// NamedFile is the file that the person named for this run, or nothing.
func (s *Settings) NamedFile() string {
	if s.FileFlag != "" {
		return s.FileFlag
	}
	return s.io.Env(ConfigVariable)
}

// Exist reports whether there is a file of settings.
func (s *Settings) Exists(m *flow.Manager) bool {
	_, err := os.Stat(m.SettingsFile)
	return !errors.Is(err, os.ErrNotExist)
}

// Read reads them. A file that the person named must be there.
func (s *Settings) Read(m *flow.Manager) (settings.Settings, error) {
	if s.NamedFile() != "" && !s.Exists(m) {
		return settings.Settings{}, s.MissingFileError(m)
	}
	settings, err := settings.File(m.SettingsFile).Read()
	if err != nil {
		return settings, exit.Wrap(exit.Usage, err)
	}
	return settings, nil
}

// Missing is the error where the file that the person named is not there.
func (s *Settings) MissingFileError(m *flow.Manager) error {
	named := "--config"
	if s.FileFlag == "" {
		named = ConfigVariable
	}
	return exit.Usagef("correct "+named+", or let countersign config init write the file", "there is no file of settings %s", text.Safe(m.SettingsFile, 300))
}

// Check asks the screens about what only they know.
func (s *Settings) Check(settings settings.Settings) error {
	if s.CheckNames == nil {
		return nil
	}
	return s.CheckNames(settings)
}
