package flow_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write specs/catalogue/README.md anew")

const pageFile = "../specs/catalogue/README.md"

// checkPage holds the table for readers against what came out just now.
func checkPage(t *testing.T, rows []row) {
	t.Helper()
	page := catalogPage(rows)
	if *update {
		must(t, os.WriteFile(pageFile, []byte(page), 0o644)) //nolint:gosec // for readers
		return
	}
	if readFile(t, pageFile) != page {
		t.Errorf("%s is stale: go test ./flow -run Catalogue -update writes it anew", pageFile)
	}
}

// catalogPage is the page: the table, why a cell says no, and what nobody has verified.
func catalogPage(rows []row) string {
	var b strings.Builder
	b.WriteString(`# The services

A folder here is a connector: what countersign needs to know of a service, so that a person only brings keys.
` + "`countersign connectors show KEY`" + ` says what to enter where keys are registered.

Each was rehearsed: a sandbox on 127.0.0.1 plays the service (` + "`flow/sandbox/personality/KEY.json`" + `, written from what is known of the
service and not from the connector), and the connector goes through all that a person does with it. ` + "`countersign connect KEY --rehearse`" + `
does the same by hand. No real service was asked. This page is written by ` + "`go test ./flow -run Catalogue -update`" + `, and the test
fails when it is stale.

`)
	n := &notes{}
	b.WriteString("| service | key |")
	for _, c := range rows[0].cells {
		fmt.Fprintf(&b, " %s |", c.name)
	}
	b.WriteString(" signature | callback to register | status |\n|---|---|" + strings.Repeat(":-:|", len(rows[0].cells)) + "---|---|---|\n")
	for _, r := range rows {
		b.WriteString(r.line(n))
	}
	b.WriteString("\nA refusal that stays \"on the page\" reaches no program: the person ends the wait. One that shows \"afterwards\" is told when " +
		"the token is asked for.\n")
	b.WriteString("\n## Where a cell says no\n\n" + n.list() + "\n## What nobody has verified\n\n" +
		"Of the connector, as its screens say too; then of the sandbox that plays the service.\n")
	for i, r := range rows {
		if i == 0 || rows[i-1].c.Key != r.c.Key {
			b.WriteString(r.unverified())
		}
	}
	return b.String()
}

func (r row) line(n *notes) string {
	service := r.c.Name
	if r.c.DocsURI != "" {
		service = fmt.Sprintf("[%s](%s)", service, r.c.DocsURI)
	}
	line := fmt.Sprintf("| %s | %s |", service, rowName(r.c))
	for _, c := range r.cells {
		line += " " + n.mark(c) + " |"
	}
	callback := "none"
	if r.c.Registration.Callback != "" {
		callback = "`" + r.c.Registration.Callback + "`"
	}
	status := strings.TrimSpace(r.c.Status.State + " " + r.c.Status.Date)
	return line + fmt.Sprintf(" %s | %s | %s |\n", strings.Join(r.as.Signatures, ", "), callback, status)
}

func (r row) unverified() string {
	var b strings.Builder
	for _, text := range r.c.Unverified {
		fmt.Fprintf(&b, "- %s\n", sentence(text))
	}
	if len(r.as.Unverified) > 0 {
		fmt.Fprintf(&b, "- The sandbox guesses: %s.\n", strings.TrimSuffix(strings.Join(r.as.Unverified, "; "), "."))
	}
	if b.Len() == 0 {
		return ""
	}
	return fmt.Sprintf("\n**%s**\n\n%s", r.c.Name, b.String())
}

func sentence(text string) string { return strings.TrimSuffix(text, ".") + "." }

// notes numbers the reasons, each once.
type notes struct{ reasons []string }

func (n *notes) mark(c cell) string {
	if c.why == "" && c.how != "" {
		return c.how
	}
	if c.why == "" {
		return "yes"
	}
	i := slices.Index(n.reasons, c.why)
	if i < 0 {
		i = len(n.reasons)
		n.reasons = append(n.reasons, c.why)
	}
	return fmt.Sprintf("no (%d)", i+1)
}

func (n *notes) list() string {
	var b strings.Builder
	for i, why := range n.reasons {
		fmt.Fprintf(&b, "%d. %s\n", i+1, sentence(why))
	}
	return b.String()
}
