package journeys_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// search searches everything for the secrets.
func (c *canary) search() {
	c.Helper()
	must(c.T, filepath.WalkDir(c.home.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		c.gather("file "+strings.TrimPrefix(path, c.home.dir), content)
		return err
	}))
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, where := range slices.Sorted(maps.Keys(c.places)) {
		content := c.places[where]
		c.Logf("searched %7d bytes: %s", len(content), where)
		for name, mark := range c.marks {
			for form, text := range spellings(mark) {
				if bytes.Contains(content, []byte(text)) {
					c.Errorf("found the %s, %s: %s", name, form, where)
				}
			}
		}
	}
}

// spellings returns the encodings in which a text may appear.
func spellings(mark string) map[string]string {
	quoted, _ := json.Marshal(mark)
	forms := map[string]string{
		"plain": mark, "percent-encoded": strings.ReplaceAll(url.QueryEscape(mark), "+", "%20"), "as in a form": url.QueryEscape(mark), "as in a path": url.PathEscape(mark),
		"JSON-escaped": strings.Trim(string(quoted), `"`),
	}
	for before := range 3 { // of the bytes of a group that stand before it
		encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("\x00", before) + mark))
		encoded = encoded[(before*8+5)/6 : (before+len(mark))*8/6] // without what its neighbours share
		forms[fmt.Sprintf("base64 after %d bytes", before)] = encoded
		forms[fmt.Sprintf("base64 for URLs after %d bytes", before)] = strings.NewReplacer("+", "-", "/", "_").Replace(encoded)
	}
	return forms
}

// The search finds each encoding.
func TestCanaryFindsEverySpelling(t *testing.T) {
	t.Parallel()
	const mark = `token+"&/0123456789ab`
	quoted, err := json.Marshal("x" + mark)
	must(t, err)
	for _, text := range []string{
		mark, url.QueryEscape(mark), url.PathEscape(mark), string(quoted),
		base64.StdEncoding.EncodeToString([]byte(mark + "more")), base64.StdEncoding.EncodeToString([]byte("a" + mark + "more")),
		base64.URLEncoding.EncodeToString([]byte("ab" + mark)), base64.StdEncoding.EncodeToString([]byte("abc" + mark)),
	} {
		found := false
		for _, form := range spellings(mark) {
			found = found || strings.Contains(text, form)
		}
		if !found {
			t.Errorf("not found in %s", text)
		}
	}
}
