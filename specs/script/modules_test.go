package script

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// folder gives the files of a connector.
func folder(files map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		text, there := files[name]
		return text, there
	}
}

func TestImportsOfTheConnectorsFiles(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"auth/client.js":  "import { version } from '../src/version'\nexport const options = { version }\nexport function fail() {\n  throw new Error('no')\n}",
		"src/version.js":  "export const version = 3",
		"src/spare.js":    "nobody imports it, and it does not parse",
		"auth/again.js":   "import test from './test'\nexport const again = () => typeof test",
		"auth/test.js":    "not read: the script is at hand",
		"auth/old.ts":     "export const old = 'ts'",
		"auth/client.mjs": "",
	}
	source := `import { options, fail } from './client.js'
import { again } from './again'
import { old } from './old.js'
export default ({ deep }) => deep ? fail() : [options.version, again(), old]`
	s, err := Parse("auth/test.js", source, folder(files))
	if err != nil {
		t.Fatal(err)
	}
	var read []string
	for name := range s.Files {
		read = append(read, name)
	}
	slices.Sort(read)
	if diff := cmp.Diff([]string{"auth/again.js", "auth/client.js", "auth/old.ts", "src/version.js"}, read); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	got, err := Run(context.Background(), s, "test", nil, nil, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(any([]any{3.0, "function", "ts"}), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err = Run(context.Background(), s, "test", map[string]any{"deep": true}, nil, Limits{})
	if err == nil || !strings.HasPrefix(err.Error(), "auth/client.js:4:") {
		t.Errorf("an error of the imported file: %v", err)
	}
}

func TestInvalidImports(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"auth/broken.js": "export const a = 1\nexport const = 2",
		"auth/far.js":    "\n\nimport '../../../etc/passwd'",
		"auth/huge.js":   strings.Repeat(" ", 256<<10+1),
		"auth/data.json": "{}",
	}
	for source, want := range map[string]string{
		"import './broken.js'":                "auth/broken.js:2:14: SyntaxError: ",
		"import './far.js'":                   "auth/far.js:3: cannot import ../../../etc/passwd: it is outside the connector's folder",
		"import './huge.js'":                  "the script is too large: more than 256 KiB",
		"import './none.js'":                  "auth/test.js:1: cannot import ./none.js: there is no auth/none.js",
		"import './data.json'":                "auth/test.js:1: cannot import ./data.json: there is no auth/data.json",
		"\nimport * as f from 'fs'":           "auth/test.js:2: cannot import fs: a script can import only the connector's own files",
		"import '/etc/passwd.js'":             "auth/test.js:1: cannot import /etc/passwd.js: a script can import only",
		"import http from \"https://a.b/c\"":  "auth/test.js:1: cannot import https://a.b/c: a script can import only",
		"import { nothing } from './only.js'": "auth/test.js",
	} {
		files["auth/only.js"] = "export const only = 1"
		s, err := Parse("auth/test.js", source, folder(files))
		if err == nil { // the engine resolves exports at run time
			_, err = Run(context.Background(), s, "test", nil, nil, Limits{})
		}
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngot  %v\nwant %s", source, err, want)
		}
	}
}
