package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow"
)

func TestUsingAKeychainIsKeptForTheNextRun(t *testing.T) {
	t.Parallel()
	d, _, dir := homed(t, flow.StoreMemory)
	p := fly(t, d)
	p.see("try the sandbox").press("K").see("CREDENTIAL STORES", "memory ✓ available in use", "chosen for this run")
	p.press("up").see("encrypted file ○ not created", "for the new encrypted file").press("enter").see("Confirm")
	p.write(passphrase).press("enter").write("simple").press("enter").see("The passphrases do not match")
	p.write(passphrase).press("enter").see("Using the encrypted file from now on", "encrypted file ✓ available in use")
	p.see("chosen for every run").press("esc").see("saved in: encrypted file ✓")
	text, err := os.ReadFile(filepath.Join(dir, "config.yml"))
	if err != nil || strings.TrimSpace(string(text)) != "keychain: file" {
		t.Errorf("the settings are %q, %v", text, err)
	}

	// Memory is for this run alone.
	p.press("K").see("CREDENTIAL STORES").press("down", "enter").see("Using memory until", "memory ✓ available in use")
	again, err := os.ReadFile(filepath.Join(dir, "config.yml"))
	if err != nil || string(again) != string(text) {
		t.Errorf("the settings are %q, %v", again, err)
	}
}

func TestAChoiceThatCannotBeWrittenIsForThisRun(t *testing.T) {
	t.Parallel()
	d, _, _ := homed(t, flow.StoreMemory, func(o *flow.Options) { o.SettingsFile = "" })
	p := fly(t, d)
	p.see("try the sandbox").press("K").see("CREDENTIAL STORES").press("up", "enter").see("Confirm")
	p.write(passphrase).press("enter").write(passphrase).press("enter")
	p.see("for this run; the choice could not be saved", "encrypted file ✓ available in use")
}

func TestThePassphraseIsChanged(t *testing.T) {
	t.Parallel()
	d, base, dir := homed(t, flow.StoreFile)
	p := fly(t, d)
	p.see("try the sandbox").press("K").see("CREDENTIAL STORES").press("p").see("No encrypted file yet").press("esc")
	p.connectInFile(base)
	p.press("K").see("CREDENTIAL STORES").press("p").see("Current passphrase")
	p.press("enter").see("The passphrase is empty")
	p.write("wrong").press("enter").write("fresh").press("enter").write("fresh").press("enter").see("wrong passphrase", "▸ Current passphrase")
	p.write(passphrase).press("enter", "enter", "enter").see("Changed the passphrase")
	if strings.Contains(p.Screen(), "fresh") {
		t.Error("a passphrase is on the screen")
	}

	d.Flow = flow.New(cheaply(flow.Options{DataDir: dir, ConnectorsDir: t.TempDir(), Store: flow.StoreFile}))
	p = fly(t, d)
	p.see("1 connection").press("enter").see("Enter the passphrase of the encrypted file").write(passphrase).press("enter").see("wrong passphrase")
	p.write("fresh").press("enter").see("▸ Who am I")
}
