package ui

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// configuring is a configure screen with the keys pressed.
func configuring(t *testing.T, s *configure, keys ...string) *configure {
	t.Helper()
	s.SetSize(80, 20)
	for _, k := range keys {
		s.Update(keyMsg(k))
	}
	return s
}

func fieldKeys(f *form) []string {
	var keys []string
	for _, l := range f.fields {
		keys = append(keys, l.key)
	}
	return keys
}

func TestAWayToConnectSwapsTheFieldsAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := configuring(t, newConfigure(newEnv(testDeps(t), nil), twoWays(t)))
	if diff := cmp.Diff([]string{optionKey, "consumerKey", "consumerSecret", "partnerId", "perms", nameKey}, fieldKeys(&s.form)); diff != "" {
		t.Fatalf("the fields (-want +got)\n%s", diff)
	}
	if view := s.View(); !strings.Contains(view, "As a partner needs Partner ID") || !strings.Contains(view, "The usual way.") {
		t.Errorf("nothing says why the other way is off:\n%s", view)
	}
	configuring(t, s, "right")
	if s.option() != "web" {
		t.Error("a way that is off was taken")
	}

	configuring(t, s, "tab", "sample-key", "tab", "tab", "sample-partner", "tab", "right", "up", "up", "up", "up", "right")
	if s.option() != "partner" || s.connector.Option != "partner" {
		t.Fatalf("the way is %s, the connector's %s", s.option(), s.connector.Option)
	}
	if diff := cmp.Diff([]string{optionKey, "consumerKey", "consumerSecret", "partnerId", "region", nameKey}, fieldKeys(&s.form)); diff != "" {
		t.Errorf("the fields (-want +got)\n%s", diff)
	}
	if s.form.at("consumerKey").value() != "sample-key" || s.form.focused().key != optionKey {
		t.Error("what was typed, or the focus, is lost")
	}

	configuring(t, s, "left")
	if s.form.at("perms").value() != "write" {
		t.Errorf("the permission that was chosen is now %q", s.form.at("perms").value())
	}
}

func TestAWayThatIsSwitchedOffAgainKeepsEnterFromGoingOn(t *testing.T) {
	t.Parallel()
	s := configuring(t, newConfigure(newEnv(testDeps(t), nil), twoWays(t)), "down", "k", "down", "down", "p", "up", "up", "up", "right", "down", "down", "down", "backspace")
	s.name().set("two")
	s.form.at("region").set("eu")
	if !strings.Contains(s.View(), "to be mended: Way to connect") {
		t.Errorf("it says ready:\n%s", s.View())
	}
	s.Update(keyMsg("enter"))
	if s.check.running() || s.form.focused().key != optionKey || s.form.focused().problem != "needs Partner ID" {
		t.Errorf("on %q it says %q", s.form.focused().key, s.form.focused().problem)
	}
	configuring(t, s, "down", "down", "down", "p")
	if s.form.at(optionKey).problem != "" || strings.Contains(s.View(), "to be mended") {
		t.Errorf("it is still wrong:\n%s", s.View())
	}
}

func TestALimitIsToldWhenItsFieldIsLeftAndNotWhileTyping(t *testing.T) {
	t.Parallel()
	screens := configureGuided(newEnv(testDeps(t), nil))
	s := configuring(t, screens[2].(*configure), "down", "down", "down", "1", "2")
	if account := s.form.at("account"); account.problem != "" || account.value() != "12" {
		t.Errorf("while typing %q it says %q", account.value(), account.problem)
	}
	configuring(t, s, "tab")
	if why := s.form.at("account").problem; !strings.Contains(why, "at least 8") {
		t.Errorf("it says %q", why)
	}
	configuring(t, s, "up", "3")
	if why := s.form.at("account").problem; why != "" {
		t.Errorf("the mistake is being mended, and it says %q", why)
	}
	if !strings.Contains(s.View(), "to be mended: Account") || strings.Contains(s.View(), "ready") {
		t.Errorf("it says ready:\n%s", s.View())
	}
}

func TestEnterGoesToTheFirstValueThatDoesNotFit(t *testing.T) {
	t.Parallel()
	screens := configureUnfit(newEnv(testDeps(t), nil))
	s := configuring(t, screens[2].(*configure), "enter")
	if s.form.focused().key != "site" || !strings.Contains(s.form.focused().problem, "anna.broker.example") || s.form.at("account").problem == "" {
		t.Errorf("on %s it says %q", s.form.focused().key, s.form.focused().problem)
	}
	if s.form.at("days").problem == "" && s.form.at("days").value() != "70" {
		t.Errorf("days are %q", s.form.at("days").value())
	}
	if s.form.at("live").value() != "true" {
		t.Error("space did not turn the choice")
	}
	if s.check.running() {
		t.Error("it goes on")
	}
}

func TestTheGuideOpensAndCopiesTheCallbackWhileTyping(t *testing.T) {
	t.Parallel()
	d := testDeps(t)
	var copied string
	d.Copy = func(text string) (string, error) { copied = text; return "here", nil }
	s := configuring(t, configureGuided(newEnv(d, nil))[2].(*configure))
	s.Update(keyMsg("ctrl+y"))()
	if copied != "http://127.0.0.1:5850/callback" {
		t.Errorf("copied %q", copied)
	}
	to, ok := s.Update(keyMsg("ctrl+g"))().(pushMsg)
	if !ok {
		t.Fatal("nothing opens")
	}
	to.to.SetSize(80, 20)
	copied = ""
	to.to.Update(keyMsg("c"))()
	for _, want := range []string{"\nhttp://127.0.0.1:5850/callback\n", "Callback URL not approved", "to the letter", "closing on 2026-12-31", "unverified: ", "settings/apps"} {
		if !strings.Contains(to.to.View(), want) {
			t.Errorf("the guide lacks %q:\n%s", want, to.to.View())
		}
	}
	if copied == "" {
		t.Error("c copies nothing")
	}
}
