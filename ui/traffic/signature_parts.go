package traffic

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// signedPart is a part of an exchange. One without a name cannot be copied.
type signedPart struct {
	what  string // "the base string"
	text  string // what is copied
	lines []string
}

// labelWidth is the column of the names before the texts.
const labelWidth = 12

// signedParts are the parts of an exchange: what was signed, with which key, the request and the response. For a refused
// request the response comes first.
func signedParts(e *kit.Env, x *flow.Exchange, width int) []signedPart {
	var parts []signedPart
	empty := signedPart{lines: []string{""}}
	if refused(x) {
		parts = append(append(parts, responseParts(e, x, width)...), empty)
	}
	if x.ProviderBaseString != "" {
		at := firstDifference(x.BaseString, x.ProviderBaseString)
		parts = append(parts, signedPart{lines: strings.Split(kit.HangingIndent(kit.Indent, verdict(e, at), width), "\n")}, empty,
			basePart(e, "our base string", x.BaseString, at, width), empty,
			basePart(e, "the provider's base string", x.ProviderBaseString, at, width), empty)
	}
	parts = append(parts, factParts(e, x, width)...)
	if x.BaseString != "" && x.ProviderBaseString == "" {
		parts = append(parts, empty, basePart(e, "base string", x.BaseString, -1, width))
	}
	parts = append(append(parts, empty), placedParts(e, x, width)...)
	if !refused(x) {
		parts = append(append(parts, empty), responseParts(e, x, width)...)
	}
	return parts
}

func refused(x *flow.Exchange) bool {
	return x.Status >= 400 || x.Problem != "" || x.Failure != ""
}

// labelled is a name and a value, which can be copied.
func labelled(e *kit.Env, name, what, value string, width int) signedPart {
	shown := kit.HangingIndent(kit.Indent+e.Styles.Muted.Render(kit.Fit(name, labelWidth)), text.Safe(value, 2000), width)
	return signedPart{what: what, text: value, lines: strings.Split(shown, "\n")}
}

// factParts are the inputs of the base string and the signature.
func factParts(e *kit.Env, x *flow.Exchange, width int) []signedPart {
	step := stepLabel(x)
	if !x.Started.IsZero() {
		step += " · " + x.Started.Format(time.TimeOnly)
	}
	about := labelled(e, "step", "", step, width)
	if x.BaseString == "" {
		return []signedPart{about, labelled(e, "", "", "not signed", width), labelled(e, "URL", "the URL", x.URL, width)}
	}
	parts := []signedPart{
		about, labelled(e, "method", "the method", x.Method, width), labelled(e, "base URI", "the base URI", x.BaseURI, width),
		labelled(e, "signed by", "", signedHow(x), width),
	}
	parts = append(parts, parameterParts(e, x, width)...)
	if x.Key == "" {
		return parts
	}
	key := labelled(e, "key", "", x.Key, width)
	return append(parts, sourced(e, key, x.Key, x.DescribeKey(), 0, width))
}

// parameterParts are the parameters in the order of the base string, each with its source.
func parameterParts(e *kit.Env, x *flow.Exchange, width int) []signedPart {
	texts := make([]string, len(x.Parameters))
	column := 0 // of the sources beside their parameter
	for i, p := range x.Parameters {
		texts[i] = text.Safe(p.Name+"="+p.Value, 2000)
		if used := ansi.StringWidth(texts[i]); used+ansi.StringWidth(x.Origin(p))+sourceRoom <= width-kit.Margin-labelWidth {
			column = max(column, used)
		}
	}
	var parts []signedPart
	name := "parameters"
	for i, p := range x.Parameters {
		part := labelled(e, name, p.Name, texts[i], width)
		part.text = p.Value
		parts = append(parts, sourced(e, part, texts[i], x.Origin(p), column, width))
		name = ""
	}
	return parts
}

// sourceRoom is the width around the text of a source.
const sourceRoom = len("  < ") + 1

// sourced adds the source of a value: beside it if there is room, from column on if that leaves enough, else below.
func sourced(e *kit.Env, part signedPart, text, source string, column, width int) signedPart {
	if source == "" {
		return part
	}
	used, room := ansi.StringWidth(text), width-kit.Margin-labelWidth-ansi.StringWidth(source)-sourceRoom
	look := func(source string) string { return e.Styles.Muted.Render("← " + source) }
	switch {
	case used > room:
		const deeper = 2
		lead := strings.Repeat(" ", kit.Margin+labelWidth+deeper)
		for _, l := range kit.Wrap(source, width-kit.Margin-labelWidth-deeper-sourceRoom) {
			part.lines = append(part.lines, lead+look(l))
			look = func(l string) string { return e.Styles.Muted.Render("  " + l) }
		}
	case column > room:
		part.lines[0] += "  " + look(source)
	default:
		part.lines[0] += strings.Repeat(" ", max(column-used, 0)+2) + look(source)
	}
	return part
}

func basePart(e *kit.Env, title, base string, at, width int) signedPart {
	lines := append([]string{kit.Indent + e.Styles.Strong.Render(title)}, baseLines(e, base, at, width)...)
	what := "the " + strings.TrimPrefix(title, "the ")
	if title == "our base string" {
		what = title
	}
	return signedPart{what: what, text: base, lines: lines}
}

// placedParts are the signature and the place that carried it: the Authorization header, the query or the body.
func placedParts(e *kit.Env, x *flow.Exchange, width int) []signedPart {
	var parts []signedPart
	if x.Signature != "" {
		parts = append(parts, labelled(e, "signature", "the signature", x.Signature, width), signedPart{lines: []string{""}})
	}
	titled := func(title, what, words string, pieces []string) signedPart {
		lines := []string{kit.Indent + e.Styles.Strong.Render(title)}
		for i, piece := range pieces {
			lead := kit.Indent
			if i > 0 {
				lead += "  "
			}
			for _, l := range kit.Chunks(text.Safe(piece, 4000), width-kit.Margin-3) {
				lines = append(lines, lead+l)
			}
		}
		return signedPart{what: what, text: words, lines: lines}
	}
	switch {
	case x.Authorization != "":
		parts = append(parts, titled("Authorization header", "the Authorization header", x.Authorization, strings.SplitAfter(x.Authorization, ", ")))
	case x.Placement == "body":
		parts = append(parts, titled("Body with the OAuth parameters", "the body", string(x.RequestBody), atParameters(string(x.RequestBody))))
	default:
		parts = append(parts, titled("Request URL", "the URL", x.URL, atParameters(x.URL)))
	}
	return parts
}

// atParameters breaks a query or a form before each &.
func atParameters(text string) []string {
	if len(text) > 8<<10 { // too long to read here, such as an upload
		text = text[:8<<10] + "…"
	}
	var pieces []string
	for i, piece := range strings.Split(text, "&") {
		if i > 0 {
			piece = "&" + piece
		}
		pieces = append(pieces, piece)
	}
	return pieces
}

// responseParts are the status, the provider's messages, and the fields of a token response.
func responseParts(e *kit.Env, x *flow.Exchange, width int) []signedPart {
	parts := []signedPart{{lines: []string{kit.Indent + e.Styles.Strong.Render("Response")}}}
	look, sign := kit.StatusStyle(e.Styles, x.Status)
	value := "no response"
	if x.Status != 0 {
		value = fmt.Sprintf("%d %s", x.Status, http.StatusText(x.Status))
	} else {
		look, sign = e.Styles.Error, "✗"
	}
	status := labelled(e, "status", "the status", strings.TrimSpace(value), width)
	status.lines = []string{kit.Indent + e.Styles.Muted.Render(kit.Fit("status", labelWidth)) + look.Render(sign+" "+status.text) + e.Styles.Muted.Render("   "+text.Duration(x.Took))}
	parts = append(parts, status)
	for _, line := range []struct{ name, what, value string }{
		{"problem", "oauth_problem", x.Problem},
		{"advice", "oauth_problem_advice", x.Advice},
		{"message", "the message", x.ProviderMessage},
		{"error", "the error", x.Failure},
	} {
		if line.value != "" && (line.name != "error" || x.Problem == "") {
			parts = append(parts, labelled(e, line.name, line.what, line.value, width))
		}
	}
	name := "fields"
	for _, p := range x.TokenFields {
		parts = append(parts, labelled(e, name, p.Name, p.Name+"="+p.Value, width))
		name = ""
	}
	return parts
}

// SignatureText is the signature of an exchange as text.
func SignatureText(e *kit.Env, x *flow.Exchange, width int) string {
	var lines []string
	for _, p := range signedParts(e, x, width) {
		lines = append(lines, p.lines...)
	}
	return strings.Join(slices.Clip(lines), "\n")
}
