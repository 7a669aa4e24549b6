package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/uitest"
)

// catalogued flies to the catalogue over a folder of connectors; look lets the time come to look at its files.
func catalogued(t *testing.T) (p *pilot, dir string, look func()) {
	t.Helper()
	d, dir := uitest.Deps(t), t.TempDir()
	d.Flow = flow.New(flow.Options{DataDir: t.TempDir(), ConnectorsDir: dir, Store: flow.StoreMemory})
	var ticks []func(time.Time) tea.Msg
	d.Tick = func(_ time.Duration, message func(time.Time) tea.Msg) tea.Cmd {
		ticks = append(ticks, message)
		return nil
	}
	p = fly(t, d).see("try the sandbox")
	p.press("n").see("Sandbox", "built in")
	return p, dir, func() {
		for _, tick := range ticks {
			if msg := tick(uitest.Noon); strings.HasSuffix(fmt.Sprintf("%T", msg), ".watchMsg") {
				p.Send(msg) // of those that are no longer awaited nothing comes
			}
		}
	}
}

// writeNew takes the form from its first field to the written connector.
func (p *pilot) writeNew(host string) *pilot {
	p.Helper()
	p.press("n").see("Request token URI")
	return p.insert("https://" + host + "/r").press("tab").insert("https://" + host + "/a").press("tab").insert("https://" + host + "/t").see("to create the connector").press("enter")
}

func TestANewConnectorIsWrittenAndStoodOn(t *testing.T) {
	t.Parallel()
	p, dir, _ := catalogued(t)
	p.press("/").write("sand").press("esc")
	p.writeNew("www.zoo.example").see("Created ", "▸ Zoo")
	if _, err := os.Stat(filepath.Join(dir, "zoo", "spec.yml")); err != nil {
		t.Error(err)
	}
	p.press("enter").see("Consumer key", "Missing: ").press("esc").see("▸ Zoo")

	p.writeNew("www.zoo.example").see("already exists", "Nothing was overwritten")
	p.press("esc").see("Leave?").press("y").see("▸ Zoo")
}

func TestTheListFollowsTheFilesOfAConnector(t *testing.T) {
	t.Parallel()
	p, dir, look := catalogued(t)
	p.writeNew("www.zoo.example").see("▸ Zoo")
	spec := filepath.Join(dir, "zoo", "spec.yml")
	good, err := os.ReadFile(spec)
	if err != nil {
		t.Fatal(err)
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(spec, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		look()
	}
	write("auth:\n  type: oauth2 # not ours\n")
	p.see("1 problem", "spec.yml:2:9: unsupported auth type", "▸ zoo")
	p.press("enter").see("Fix the problems of")
	write(strings.Replace(string(good), "name: Zoo", "name: Aquarium, fixed", 1))
	p.see("▸ Aquarium, fixed")

	p.press("/").write("fixed")
	if err := os.CopyFS(filepath.Join(dir, "aaa"), os.DirFS(filepath.Join(dir, "zoo"))); err != nil {
		t.Fatal(err)
	}
	look()
	p.see("2 connectors", "▸ Aquarium, fixed")
}
