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
	p.see("try the sandbox").press("K").see("KEYCHAINS", "memory ✓ ready in use", "it was chosen for this run")
	p.press("up").see("encrypted file ○ not made yet", "does not exist yet").press("enter").see("Once more")
	p.write(passphrase).press("enter").write("simple").press("enter").see("the two passphrases differ")
	p.write(passphrase).press("enter").see("the encrypted file is in use, and will be the next time", "encrypted file ✓ ready in use")
	p.see("you chose it, for every run").press("esc").see("keychain: encrypted file ✓")
	text, err := os.ReadFile(filepath.Join(dir, "config.yml"))
	if err != nil || strings.TrimSpace(string(text)) != "keychain: file" {
		t.Errorf("the settings are %q, %v", text, err)
	}

	// Memory is for this run alone.
	p.press("K").see("KEYCHAINS").press("down", "enter").see("memory is in use", "memory ✓ ready in use")
	again, err := os.ReadFile(filepath.Join(dir, "config.yml"))
	if err != nil || string(again) != string(text) {
		t.Errorf("the settings are %q, %v", again, err)
	}
}

func TestAChoiceThatCannotBeWrittenIsForThisRun(t *testing.T) {
	t.Parallel()
	d, _, _ := homed(t, flow.StoreMemory, func(o *flow.Options) { o.SettingsFile = "" })
	p := fly(t, d)
	p.see("try the sandbox").press("K").see("KEYCHAINS").press("up", "enter").see("Once more")
	p.write(passphrase).press("enter").write(passphrase).press("enter")
	p.see("is used for this run; the choice could not be written", "encrypted file ✓ ready in use")
}

func TestThePassphraseIsChanged(t *testing.T) {
	t.Parallel()
	d, base, dir := homed(t, flow.StoreFile)
	p := fly(t, d)
	p.see("try the sandbox").press("K").see("KEYCHAINS").press("p").see("there is no encrypted file yet").press("esc")
	p.connectInFile(base)
	p.press("K").see("KEYCHAINS").press("p").see("Passphrase now")
	p.press("enter").see("the passphrase is empty")
	p.write("wrong").press("enter").write("fresh").press("enter").write("fresh").press("enter").see("wrong passphrase", "▸ Passphrase now")
	p.write(passphrase).press("enter", "enter", "enter").see("the encrypted file has its new passphrase")
	if strings.Contains(p.Screen(), "fresh") {
		t.Error("a passphrase is on the screen")
	}

	d.Flow = flow.New(cheaply(flow.Options{DataDir: dir, ConnectorsDir: t.TempDir(), Store: flow.StoreFile}))
	p = fly(t, d)
	p.see("1 kept").press("enter").see("Its passphrase opens it").write(passphrase).press("enter").see("wrong passphrase")
	p.write("fresh").press("enter").see("▸ Who am I")
}
