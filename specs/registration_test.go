package specs

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const registered = `
countersign:
  register:
    at: https://service.example/apps
    application: Desktop application
    callback: http://127.0.0.1:5850/callback
    notes: [Tick "read"., 'Mind: the plan.']
    mistakes:
      - {said: Callback URL not approved, means: Enter the callback as it stands here.}
  status: {state: closing, date: 2026-12-31, text: It ends. }
  revokeAt: https://service.example/settings
  unverified: [The length of a verifier.]
`

func TestRegistration(t *testing.T) {
	t.Parallel()
	c := loaded(t, map[string]string{"spec.yml": "auth: {type: oauth1}" + registered})
	want := &Connector{
		Registration: Registration{
			Page: "https://service.example/apps", Application: "Desktop application", Callback: "http://127.0.0.1:5850/callback",
			Notes:    []string{`Tick "read".`, "Mind: the plan."},
			Mistakes: []RegistrationMistake{{"Callback URL not approved", "Enter the callback as it stands here."}},
		},
		Status: Status{"closing", "2026-12-31", "It ends."}, RevokePage: "https://service.example/settings",
		Unverified: []string{"The length of a verifier."},
	}
	got := &Connector{Registration: c.Registration, Status: c.Status, RevokePage: c.RevokePage, Unverified: c.Unverified}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Connector{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRegistrationIsTheSameForEveryOption(t *testing.T) {
	t.Parallel()
	c := loaded(t, map[string]string{
		"spec.yml":                             withOptions["spec.yml"] + registered,
		"auth/partner/make-api-client.map.yml": withOptions["auth/partner/make-api-client.map.yml"],
		"auth/test.js":                         "export default () => true",
	})
	for _, key := range []string{"web", "partner"} {
		o, err := c.WithOption(key)
		if err != nil || o.RevokePage == "" || o.Registration.Page == "" || o.Status.State != "closing" {
			t.Errorf("%s: %+v, %v", key, o, err)
		}
	}
}

func TestRegistrationProblems(t *testing.T) {
	t.Parallel()
	for block, want := range map[string]string{
		"countersign: closing":                                              `spec.yml:2:14: countersign is not an object; write register, status, revokeAt or unverified below it`,
		"countersign: {registration: {}}":                                   `spec.yml:2:15: unknown key "registration" in countersign; write register, status, revokeAt or unverified`,
		"countersign: {register: {url: https://a.example}}":                 `spec.yml:2:26: unknown key "url" in register; write at, application, callback, notes or mistakes`,
		"countersign: {register: {at: http://a.example}}":                   "spec.yml:2:30: at is not an https URL; ",
		"countersign: {register: {callback: [oob]}}":                        "spec.yml:2:36: callback is not a string; ",
		"countersign: {register: {notes: one}}":                             "spec.yml:2:33: notes is not a list; write notes: [one sentence, another]",
		"countersign: {register: {notes: [{a: b}]}}":                        "spec.yml:2:34: an item of notes is not a string; ",
		"countersign: {register: {notes: ['']}}":                            "spec.yml:2:34: an item of notes is not a string; ",
		"countersign: {register: {mistakes: {said: a, means: b}}}":          "spec.yml:2:36: mistakes is not a list; ",
		"countersign: {register: {mistakes: [a]}}":                          "spec.yml:2:37: a mistake is not an object; ",
		"countersign: {register: {mistakes: [{said: a}]}}":                  "spec.yml:2:37: means is missing; ",
		"countersign: {register: {mistakes: [{said: a, means: b, c: d}]}}":  `spec.yml:2:57: unknown key "c" in a mistake; write said or means`,
		"countersign: {status: {state: dead, text: a}}":                     `spec.yml:2:31: unknown state "dead"; write closing, moved or legacy`,
		"countersign: {status: {text: a}}":                                  "spec.yml:2:23: state is missing; ",
		"countersign: {status: {state: legacy}}":                            "spec.yml:2:23: text is missing; ",
		"countersign: {status: {state: moved, date: 2026-13-01, text: a}}":  `spec.yml:2:44: invalid date "2026-13-01"; write year-month-day, such as 2026-12-31`,
		"countersign: {status: {state: moved, date: May 2026, text: a}}":    `spec.yml:2:44: invalid date "May 2026"; `,
		"countersign: {revokeAt: service.example}":                          "spec.yml:2:25: revokeAt is not an https URL; ",
		"countersign: {unverified: [null]}":                                 "spec.yml:2:28: an item of unverified is not a string; ",
		"inputSchema: {properties: {a: {pattern: 'a('}}}":                   "spec.yml:2:41: invalid pattern: ",
		"inputSchema: {properties: {a: {pattern: 'a)(b'}}}":                 "spec.yml:2:41: invalid pattern: ",
		"inputSchema: {properties: {a: {pattern: '(?!a)'}}}":                "spec.yml:2:41: invalid pattern: ",
		"inputSchema: {properties: {a: {pattern: '[a-z]+', default: a1}}}":  "spec.yml:2:60: the default doesn't match the pattern; ",
		"inputSchema: {properties: {a: {pattern: b|a, examples: [b, ab]}}}": "spec.yml:2:60: the example doesn't match the pattern; ",
		"inputSchema: {properties: {a: {examples: b}}}":                     "spec.yml:2:42: examples is not a list of values; ",
		"inputSchema: {properties: {a: {examples: [{b: c}]}}}":              "spec.yml:2:43: an example is not a string or a number; ",
	} {
		problems := checked(t, map[string]string{"spec.yml": "auth: {type: oauth1}\n" + block})
		if len(problems) != 1 || !strings.HasPrefix(problems[0].Error(), want) {
			t.Errorf("%s\ngot  %v\nwant %s", block, problems, want)
		}
	}
}

func TestPatternMatchesTheWholeValue(t *testing.T) {
	t.Parallel()
	f := Field{Pattern: "https://[a-z]+|oob"}
	for value, want := range map[string]bool{"https://a": true, "oob": true, "https://a/b": false, "xoob": false, "oob\n": false} {
		if f.Matches(value) != want {
			t.Errorf("%q: %v", value, !want)
		}
	}
	c := loaded(t, map[string]string{"spec.yml": "auth: {type: oauth1}\ninputSchema: {properties: {a: {pattern: '\\d+', examples: [12, 3]}}}"})
	if f := c.Inputs[0]; f.Pattern != `\d+` || f.Example != "12" {
		t.Errorf("got %+v", f)
	}
}

// checked gives all problems of a connector.
func checked(t *testing.T, files map[string]string) Problems {
	t.Helper()
	l := newLoader(with(files), specFile)
	l.load("/sample")
	return sorted(l.problems)
}
