package ui

import (
	"github.com/charmbracelet/bubbles/key"

	"countersign/flow"
)

// Every binding is a package-level variable and has a name in this file, under which a person may give it other keys in the
// settings. They are given once, by ApplyKeys before the screens are made, so everything that is made of bindings is made
// later: a variable of the package must not hold a copy of one.

// action is a binding with its name.
type action struct {
	name    string
	binding *key.Binding
	reach   reach
}

// reach says what an action has to do with places where letters are text.
type reach int

const (
	never  reach = iota // it does nothing there: any key will do
	both                // it works there by those of its keys that are no text, and needs one
	always              // it works there as elsewhere, so that none of its keys may be text
)

// keyGroup are the actions of a screen. No two of them should have the same key, unless they have by themselves.
type keyGroup struct {
	title   string
	first   bool // they come before any screen's own
	moves   bool // the keys of lists work there, too
	actions []action
	with    []*key.Binding // of other groups, that work there, too
}

var keyMap = []keyGroup{
	{title: "On every screen", first: true, actions: []action{
		{"quit", &keyQuit, always},
		{"help", &keyHelp, both},
		{"back", &keyBack, always},
		{"palette", &keyPalette, always},
		{"mouse", &keyMouse, always},
		{"suspend", &keySuspend, always},
	}},
	{title: "In texts, and lists to choose from while typing", actions: []action{
		{"undo", &keyUndo, always},
		{"redo", &keyRedo, always},
		{"reveal", &keyReveal, always},
		{"run", &keyRun, always},
	}},
	{title: "In a question", actions: []action{
		{"yes", &keyYes, never},
		{"no", &keyNo, never},
	}},
	listKeys,
	{title: "In long texts", moves: true, actions: []action{
		{"find", &keyFind, never},
		{"found-next", &keyFound, never},
		{"found-previous", &keyFoundAbove, never},
	}},
	{title: "In forms", actions: []action{
		{"next", &keyNext, always},
		{"previous", &keyPrevious, always},
		{"choice-left", &keyLeft, never},
		{"choice-right", &keyRight, never},
		{"choice-next", &keySpace, never},
	}},
	{title: "Connections, the first screen", moves: true, with: []*key.Binding{&keyExchanges, &keyRepair}, actions: []action{
		{"quit-home", &keyQuitHome, never},
		{"messages", &keyLog, never},
		{"open", &keyOpen, both},
		{"new", &keyNew, never},
		{"test", &keyTest, never},
		{"rename", &keyRename, never},
		{"reconnect", &keyReconnect, never},
		{"renew", &keyRenew, never},
		{"revoke", &keyRevoke, never},
		{"forget", &keyForget, never},
		{"filter", &keyFilter, never},
		{"sandbox", &keySandbox, never},
		{"keychains", &keyKeychains, never},
	}},
	{title: "Connectors", moves: true, with: []*key.Binding{&keyFilter}, actions: []action{
		{"choose", &keyChoose, both},
		{"new-connector", &keyNewConnector, never},
		{"write-connector", &keyWrite, always},
	}},
	{title: "Consumer key and secret", with: []*key.Binding{&keyNext, &keyPrevious, &keyReveal, &keyUndo}, actions: []action{
		{"connect", &keyConnect, always},
		{"out-of-band", &keyOutOfBand, always},
		{"guide", &keyGuide, always},
		{"copy-callback", &keyCopyCallback, always},
		{"copy-callback-here", &keyCopyHere, never},
	}},
	{title: "Authorize", actions: []action{
		{"browser", &keyBrowser, never},
		{"copy-link", &keyCopyLink, never},
		{"qr", &keyQR, never},
		{"tunnel", &keyTunnel, never},
		{"paste", &keyPaste, both},
		{"submit", &keySubmit, always},
		{"again", &keyAgain, never},
		{"other-way", &keyOOB, never},
		{"free-port", &keyFreePort, never},
		{"allow", &keyAllow, never},
		{"deny", &keyDeny, never},
		{"keep-anyway", &keyAnyway, never},
		{"signature", &keySigned, never},
		{"other-keychain", &keyStore, never},
		{"request", &keyRequest, never},
	}},
	{title: "Keychains", moves: true, actions: []action{
		{"use", &keyUse, never},
		{"move", &keyMove, never},
		{"passphrase", &keyPassphrase, never},
		{"repair", &keyRepair, never},
		{"store-file", &keyStoreFile, never},
		{"store-memory", &keyStoreMemory, never},
		{"store-os", &keyStoreOS, never},
	}},
	{title: "Request", with: []*key.Binding{&keyNext, &keyPrevious, &keyUndo}, actions: []action{
		{"send", &keySend, always},
		{"send-text", &keySendArea, always},
		{"send-again", &keySendAgain, never},
		{"calls", &keyCalls, always},
		{"response", &keyTurn, always},
		{"body-kind", &keyKind, always},
		{"history", &keyHistory, always},
		{"history-here", &keyHistoryHere, never},
		{"variables", &keyVariables, always},
		{"rows", &keyPlain, always},
		{"editor", &keyEditor, always},
		{"open-file", &keyOpenFile, never},
		{"cell", &keyCell, always},
		{"cell-back", &keyCellBack, always},
		{"row-up", &keyRowUp, always},
		{"row-down", &keyRowDown, always},
		{"row-off", &keyRowOff, always},
		{"row-delete", &keyRowDrop, always},
		{"insert", &keyInsert, always},
	}},
	{title: "History", moves: true, with: []*key.Binding{&keyFilter}, actions: []action{
		{"load", &keyTakeUp, both},
		{"delete", &keyDeleteOne, never},
		{"delete-all", &keyDeleteAll, never},
		{"save-call", &keySaveReady, never},
	}},
	{title: "Response", moves: true, with: []*key.Binding{&keySendAgain, &keyCopyAs, &keySigned, &keyExchanges, &keyTurn}, actions: []action{
		{"tab-next", &keyTabs, never},
		{"tab-previous", &keyTabsBack, never},
		{"copy", &keyCopyTab, never},
		{"copy-value", &keyCopyValue, never},
		{"save", &keySave, never},
		{"save-now", &keySaveNow, always},
		{"search", &keySearch, never},
		{"match-next", &keyMatch, never},
		{"match-previous", &keyMatchBack, never},
		{"jq", &keyBodyFilter, never},
		{"fold", &keyFold, never},
		{"fold-all", &keyFoldAll, never},
		{"raw", &keyRaw, never},
		{"hex", &keyHex, never},
		{"wrap", &keyWrap, never},
		{"body-page-up", &keyBodyPageUp, never},
		{"body-page-down", &keyBodyPageDown, never},
		{"along-left", &keyAlongLeft, never},
		{"along-right", &keyAlongRight, never},
	}},
	{title: "Signature and exchanges", moves: true, with: []*key.Binding{&keyOpen}, actions: []action{
		{"copy-part", &keyCopyPart, never},
		{"copy-as", &keyCopyAs, never},
		{"copy-kind", &keyCopyKind, never},
		{"preview", &keyPreview, never},
		{"earlier", &keyEarlier, never},
		{"later", &keyLater, never},
		{"exchanges", &keyExchanges, never},
	}},
}

var listKeys = keyGroup{title: "In lists, and in long texts", actions: []action{
	{"up", &keyUp, both},
	{"down", &keyDown, both},
	{"top", &keyTop, never},
	{"bottom", &keyBottom, never},
	{"half-up", &keyHalfUp, never},
	{"half-down", &keyHalfDown, never},
	{"page-up", &keyPageUp, both},
	{"page-down", &keyPageDown, both},
}}

// SettingNames are the colours and the actions that the settings may name, with what they have by themselves.
func SettingNames() flow.SettingNames {
	names := flow.SettingNames{Colors: colorNames()}
	for _, g := range keyMap {
		group := flow.ActionGroup{Title: g.title}
		for _, a := range g.actions {
			named := flow.ActionName{Name: a.name, Does: a.binding.Help().Desc}
			for _, k := range a.binding.Keys() {
				named.Keys = append(named.Keys, writtenKey(k))
			}
			group.Actions = append(group.Actions, named)
		}
		names.Actions = append(names.Actions, group)
	}
	return names
}
