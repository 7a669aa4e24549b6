package ui

import (
	"countersign/ui/settings"
)

// keyGroups are the actions of all screens, in the order of the settings.
func keyGroups() []KeyGroup {
	return []KeyGroup{
		frameKeys(), textInputKeys(), questionKeys(), listKeys(), longTextKeys(), formKeys(),
		homeKeys(), catalogueKeys(), configureKeys(), authorizeKeys(), keychainsKeys(),
		requestKeys(), historyKeys(), responseKeys(), trafficKeys(),
	}
}

// SettingNames are the colours and the actions that the settings may name, with what they have by themselves.
func SettingNames() settings.Names {
	return settings.Names{Colors: colorNames(), Actions: keyMap(keyGroups()).names()}
}

// CheckSettings looks at what only the screens know: the names of colours and actions, and the keys. The error is a
// settings.Error with every mistake.
func CheckSettings(s settings.Settings) error { return keyMap(keyGroups()).check(s) }
