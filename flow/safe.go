package flow

import (
	"html"
	"regexp"
	"strings"

	"countersign/internal/text"
)

// saidLimit bounds what an error repeats of another party's words, in characters.
const saidLimit = 300

var (
	hiddenHTML = regexp.MustCompile(`(?is)<(script|style|head)\b.*?</(script|style|head)>|<!--.*?-->`)
	anyTag     = regexp.MustCompile(`(?s)<[^>]*>`)
)

// words is Safe for a body that may be a page: the text a reader would see of it.
func words(body, contentType string) string {
	body = body[:min(len(body), tokenReplyLimit)] // an error may be megabytes long
	if strings.Contains(strings.ToLower(contentType), "html") || strings.HasPrefix(strings.TrimSpace(body), "<") {
		body = html.UnescapeString(anyTag.ReplaceAllString(hiddenHTML.ReplaceAllString(body, " "), " "))
	}
	return text.Safe(body, saidLimit)
}
