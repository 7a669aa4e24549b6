package connect

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/ui/kit"
	"countersign/ui/uitest"
)

// configuring is a form after some keys.
func configuring(t *testing.T, s *configure, keys ...string) *configure {
	t.Helper()
	s.SetSize(80, 20)
	for _, k := range keys {
		s.Update(uitest.KeyMsg(k))
	}
	return s
}

func fieldKeys(f *kit.Form) []string {
	var keys []string
	for _, l := range f.Fields {
		keys = append(keys, l.Key)
	}
	return keys
}

func TestOptionsChangeTheFields(t *testing.T) {
	t.Parallel()
	s := configuring(t, New(kit.NewEnv(uitest.Deps(t), nil), twoOptions(t)))
	if diff := cmp.Diff([]string{optionKey, "consumerKey", "consumerSecret", "partnerId", "perms", nameKey}, fieldKeys(&s.form)); diff != "" {
		t.Fatalf("the fields (-want +got)\n%s", diff)
	}
	if view := s.View(); !strings.Contains(view, "As a partner needs Partner ID") || !strings.Contains(view, "The usual way.") {
		t.Errorf("no reason why the option is disabled:\n%s", view)
	}
	configuring(t, s, "right")
	if s.option() != "web" {
		t.Error("a disabled option was selected")
	}

	configuring(t, s, "tab", "sample-key", "tab", "tab", "sample-partner", "tab", "right", "up", "up", "up", "up", "right")
	if s.option() != "partner" || s.connector.Option != "partner" {
		t.Fatalf("the option is %s, the connector's %s", s.option(), s.connector.Option)
	}
	if diff := cmp.Diff([]string{optionKey, "consumerKey", "consumerSecret", "partnerId", "region", nameKey}, fieldKeys(&s.form)); diff != "" {
		t.Errorf("the fields (-want +got)\n%s", diff)
	}
	if s.form.At("consumerKey").Value() != "sample-key" || s.form.Focused().Key != optionKey {
		t.Error("the value or the focus is lost")
	}

	configuring(t, s, "left")
	if s.form.At("perms").Value() != "write" {
		t.Errorf("the chosen permission is now %q", s.form.At("perms").Value())
	}
}

func TestDisabledOptionBlocksEnter(t *testing.T) {
	t.Parallel()
	s := configuring(t, New(kit.NewEnv(uitest.Deps(t), nil), twoOptions(t)), "down", "k", "down", "down", "p", "up", "up", "up", "right", "down", "down", "down", "backspace")
	s.name().Set("two")
	s.form.At("region").Set("eu")
	if !strings.Contains(s.View(), "Fix: Authentication") {
		t.Errorf("no error is shown:\n%s", s.View())
	}
	s.Update(uitest.KeyMsg("enter"))
	if s.check.Running() || s.form.Focused().Key != optionKey || s.form.Focused().Error != "needs Partner ID" {
		t.Errorf("on %q: %q", s.form.Focused().Key, s.form.Focused().Error)
	}
	configuring(t, s, "down", "down", "down", "p")
	if s.form.At(optionKey).Error != "" || strings.Contains(s.View(), "Fix:") {
		t.Errorf("the error is still shown:\n%s", s.View())
	}
}

func TestLimitIsCheckedOnLeave(t *testing.T) {
	t.Parallel()
	screens := configureGuided(kit.NewEnv(uitest.Deps(t), nil))
	s := configuring(t, screens[2].(*configure), "down", "down", "down", "1", "2")
	if account := s.form.At("account"); account.Error != "" || account.Value() != "12" {
		t.Errorf("while typing %q: %q", account.Value(), account.Error)
	}
	configuring(t, s, "tab")
	if why := s.form.At("account").Error; !strings.Contains(why, "at least 8") {
		t.Errorf("error: %q", why)
	}
	configuring(t, s, "up", "3")
	if why := s.form.At("account").Error; why != "" {
		t.Errorf("while correcting: %q", why)
	}
	if !strings.Contains(s.View(), "Fix: Account") || strings.Contains(s.View(), "●  Press") {
		t.Errorf("no error is shown:\n%s", s.View())
	}
}

func TestEnterFocusesTheFirstInvalidValue(t *testing.T) {
	t.Parallel()
	screens := configureInvalid(kit.NewEnv(uitest.Deps(t), nil))
	s := configuring(t, screens[2].(*configure), "enter")
	if s.form.Focused().Key != "site" || !strings.Contains(s.form.Focused().Error, "anna.broker.example") || s.form.At("account").Error == "" {
		t.Errorf("on %s: %q", s.form.Focused().Key, s.form.Focused().Error)
	}
	if s.form.At("days").Error == "" && s.form.At("days").Value() != "70" {
		t.Errorf("days are %q", s.form.At("days").Value())
	}
	if s.form.At("live").Value() != "true" {
		t.Error("space did not change the choice")
	}
	if s.check.Running() {
		t.Error("the check is running")
	}
}

func TestGuideAndCallback(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	var copied string
	d.Copy = func(text string) (string, error) { copied = text; return "here", nil }
	s := configuring(t, configureGuided(kit.NewEnv(d, nil))[2].(*configure))
	s.Update(uitest.KeyMsg("ctrl+y"))()
	if copied != "http://127.0.0.1:5850/callback" {
		t.Errorf("copied %q", copied)
	}
	to, ok := s.Update(uitest.KeyMsg("ctrl+g"))().(kit.PushMsg)
	if !ok {
		t.Fatal("the guide does not open")
	}
	to.To.SetSize(80, 20)
	copied = ""
	to.To.Update(uitest.KeyMsg("c"))()
	for _, want := range []string{"\nhttp://127.0.0.1:5850/callback\n", "Callback URL not approved", "to the letter", "closing on 2026-12-31", "Unverified: ", "settings/apps"} {
		if !strings.Contains(to.To.View(), want) {
			t.Errorf("the guide lacks %q:\n%s", want, to.To.View())
		}
	}
	if copied == "" {
		t.Error("c copies nothing")
	}
}
