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

// Environment variables that override the settings file.
const (
	ConfigVariable       = "COUNTERSIGN_CONFIG"
	ThemeVariable        = "COUNTERSIGN_THEME"
	CallbackPortVariable = "COUNTERSIGN_CALLBACK_PORT" // read by flow.CallbackPort
	ClipboardVariable    = "COUNTERSIGN_CLIPBOARD"     // read by the screens
)

// Settings reads the settings file.
type Settings struct {
	FileFlag string // --config
	// Names are the names that only the screens know. CheckNames validates their settings; it may be nil.
	Names      settings.Names
	CheckNames func(settings.Settings) error

	io *console.IO
}

// NamedFile returns the file from --config or COUNTERSIGN_CONFIG, or "".
func (s *Settings) NamedFile() string {
	if s.FileFlag != "" {
		return s.FileFlag
	}
	return s.io.Env(ConfigVariable)
}

// Exists reports whether the settings file exists.
func (s *Settings) Exists(m *flow.Manager) bool {
	_, err := os.Stat(m.SettingsFile)
	return !errors.Is(err, os.ErrNotExist)
}

// Read reads the settings. Only the default file may be missing.
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

// MissingFileError returns the error for a named file that does not exist.
func (s *Settings) MissingFileError(m *flow.Manager) error {
	by := "--config"
	if s.FileFlag == "" {
		by = ConfigVariable
	}
	return exit.Usagef("Fix "+by+", or create the file with countersign config init.", "no settings file %s", text.Safe(m.SettingsFile, 300))
}

// Check validates the settings of the screens.
func (s *Settings) Check(settings settings.Settings) error {
	if s.CheckNames == nil {
		return nil
	}
	return s.CheckNames(settings)
}
