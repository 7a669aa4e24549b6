package ui

import (
	"countersign/ui/catalogue"
	"countersign/ui/connect"
	"countersign/ui/home"
	"countersign/ui/kit"
	"countersign/ui/request"
	"countersign/ui/response"
	"countersign/ui/settings"
	"countersign/ui/stores"
	"countersign/ui/traffic"
)

// keyGroups returns the actions of all screens, in the order of the settings.
func keyGroups() []kit.KeyGroup {
	return []kit.KeyGroup{
		kit.FrameKeys(), kit.TextInputKeys(), kit.QuestionKeys(), kit.ListKeys(), kit.LongTextKeys(), kit.FormKeys(),
		home.Keys(), catalogue.Keys(), connect.ConfigureKeys(), connect.AuthorizeKeys(), stores.Keys(),
		request.Keys(), request.HistoryKeys(), response.Keys(), traffic.Keys(),
	}
}

// SettingNames returns the colors and actions that the settings may name, with their defaults.
func SettingNames() settings.Names {
	return settings.Names{Colors: kit.ColorNames(), Actions: kit.KeyMap(keyGroups()).Names()}
}

// CheckSettings checks the names of colors and actions, and the keys. The error is a settings.Error with every
// mistake.
func CheckSettings(s settings.Settings) error { return kit.KeyMap(keyGroups()).Check(s) }
