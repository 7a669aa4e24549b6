package flow

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// saidLimit bounds what an error repeats of another party's words, in characters.
const saidLimit = 300

var (
	hiddenHTML = regexp.MustCompile(`(?is)<(script|style|head)\b.*?</(script|style|head)>|<!--.*?-->`)
	anyTag     = regexp.MustCompile(`(?s)<[^>]*>`)
)

// Safe makes another party's text fit to print: one line, no control characters or terminal escapes, no direction
// overrides, at most limit characters (an ellipsis says that there was more).
func Safe(text string, limit int) string {
	var b strings.Builder
	space, count := false, 0
	for _, r := range text {
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if !printable(r) {
			continue
		}
		if space {
			count++
		}
		if count >= limit {
			b.WriteRune('…')
			break
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		count++
	}
	return b.String()
}

// SafeLines is Safe for text of several lines: line breaks and tabs stay, and nothing is cut.
func SafeLines(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || printable(r) {
			return r
		}
		return -1
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

// printable leaves out control characters and invisible formatting ones (a direction override can make a line read as
// something else), and bytes that are no text.
func printable(r rune) bool {
	return r != utf8.RuneError && unicode.IsGraphic(r) && !unicode.Is(unicode.Cf, r)
}

// words is Safe for a body that may be a page: the text a reader would see of it.
func words(body, contentType string) string {
	body = body[:min(len(body), tokenReplyLimit)] // an error may be megabytes long
	if strings.Contains(strings.ToLower(contentType), "html") || strings.HasPrefix(strings.TrimSpace(body), "<") {
		body = html.UnescapeString(anyTag.ReplaceAllString(hiddenHTML.ReplaceAllString(body, " "), " "))
	}
	return Safe(body, saidLimit)
}
