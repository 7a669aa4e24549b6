package viewer

import (
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/ui/viewer/document"
)

func TestDetect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		contentType, beginning string
		want                   document.Kind
	}{
		{"application/json", "", document.JSON},
		{"application/vnd.api+json; charset=utf-8", `{"a":1}`, document.JSON},
		{"application/json", "<html><body>Bad gateway", document.HTML},
		{"text/html", "<p>hello", document.HTML},
		{"text/html", `{"error":"x"}`, document.JSON},
		{"text/plain", `{"a":1}`, document.JSON},
		{"", "[1,2]", document.JSON},
		{"", "[2026-01-01 12:00] started", document.Text},
		{"text/plain", "oauth_token=a&oauth_token_secret=b", document.Text},
		{"application/x-www-form-urlencoded", "a=b", document.Form},
		{"application/rss+xml", "<rss/>", document.XML},
		{"", "<?xml version=\"1.0\"?><a/>", document.XML},
		{"", "<!DOCTYPE html>", document.HTML},
		{"application/xhtml+xml", "<html/>", document.HTML},
		{"image/svg+xml", "<svg/>", document.XML},
		{"image/png", "\x89PNG\r\n\x1a\n", document.Image},
		{"text/plain", "GIF89a\x01\x00\x01\x00", document.Image},
		{"application/octet-stream", "", document.Binary},
		{"application/json", "\x00\x01\x02", document.Binary},
		{"", "plain words, é", document.Text},
		{"", "cut in the middle of an \xc3", document.Text},
		{"", "\xfe\xfd\xfc\xfb\xfa", document.Binary},
		{"", "", document.Text},
	} {
		if got := document.Detect(c.contentType, []byte(c.beginning)); got != c.want {
			t.Errorf("Detect(%q, %q) = %s, want %s", c.contentType, c.beginning, got, c.want)
		}
	}
}

func TestPretty(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ contentType, body, want string }{
		"JSON": {"application/json", `{"b":1.50,"a":[1,{"x":null}],"e":{},"f":[ ],"s":"a\"}","t":true}`, `
{
  "b": 1.50,
  "a": [
    1,
    {
      "x": null
    }
  ],
  "e": {},
  "f": [],
  "s": "a\"}",
  "t": true
}`},
		"JSON that is indented already": {"application/json", "{\n\t\"a\" : [ 1 , 2 ]\n}\n", `
{
  "a": [
    1,
    2
  ]
}`},
		"JSON lines":               {"application/x-ndjson", "{\"a\":1}\n[2]\n3\n", "\n{\n  \"a\": 1\n}\n[\n  2\n]\n3"},
		"JSON with a BOM":          {"application/json", "\xef\xbb\xbf{}", "\n{}"},
		"truncated JSON":           {"application/json", `{"a":[1,"tw`, "\n{\n  \"a\": [\n    1,\n    \"tw"},
		"broken JSON":              {"application/json", "{\"a\":1, oops: here}\n  as it came", "\n{\n  \"a\": 1,\n  oops: here}\n  as it came"},
		"not JSON at all":          {"application/json", "not found\nsorry", "\nnot found\nsorry"},
		"an extra bracket":         {"application/json", `{"a":1}]`, "\n{\n  \"a\": 1\n}\n]"},
		"a trailing comma":         {"application/json", `[1,]`, "\n[\n  1,\n  ]"},
		"a line break in a string": {"application/json", "[\"a\nb\"]", "\n[\n  \"a\nb\"]"},
		"XML": {"application/xml", `<?xml version="1.0"?><!DOCTYPE r><r a="1"><b>text</b><p>Hello <i>bold</i> world</p><e/><l><i>1</i>
<i>2</i></l><!-- say
  more --><![CDATA[a < b]]></r>`, `
<?xml version="1.0"?>
<!DOCTYPE r>
<r a="1">
  <b>text</b>
  <p>Hello <i>bold</i> world</p>
  <e/>
  <l>
    <i>1</i>
    <i>2</i>
  </l>
  <!-- say
  more --><![CDATA[a < b]]></r>`},
		"broken XML": {"application/xml", "<a><b>x</a> 1 < 2 </c><d", "\n<a>\n  <b>x</a> 1 < 2 </c>\n<d"},
		"HTML": {"text/html", "<!DOCTYPE html><html><head><script>\nif (a<b) {\n  c\n}\n</script></head>" +
			"<body><p>One <b>two</b> three<p>Four<ul><li>a<li>b</ul><br>end</body></html>", `
<!DOCTYPE html>
<html>
  <head>
    <script>
if (a<b) {
  c
}
    </script>
  </head>
  <body>
    <p>One <b>two</b> three
    <p>Four
      <ul>
        <li>a
        <li>b
      </ul>
      <br>end
  </body>
</html>`},
		"form": {"application/x-www-form-urlencoded", "oauth_token=a%20b+c&x=%C3%A9&y&z=1=2&c=%1b%zz", "\noauth_token=a b c\nx=é\ny\nz=1=2\nc=␛%zz"},
		"text": {"text/plain", "one\r\ntwo\n\nthree\tx\n", "\none\ntwo\n\nthree   x"},
	} {
		for _, piece := range []int{1, 7, 1 << 20} {
			p := newPilot(t, 80, 30).open(c.contentType, []byte(c.body), piece)
			if diff := gocmp(strings.TrimPrefix(c.want, "\n"), p.text()); diff != "" {
				t.Errorf("%s, in pieces of %d (-want +got):\n%s", name, piece, diff)
			}
		}
	}
}

// text returns the frame without the gutter.
func (p *pilot) text() string {
	lines := strings.Split(p.shown(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(strings.TrimPrefix(line, cursorMark+" "), "  ")
	}
	return strings.Join(lines, "\n")
}

func gocmp(want, got string) string { return cmp.Diff(want, got) }

func TestBinaryBodiesAreDescribed(t *testing.T) {
	t.Parallel()
	picture := image.NewPaletted(image.Rect(0, 0, 16, 32), color.Palette{color.Black, color.White})
	encoded := func(encode func(io.Writer) error) string {
		var b strings.Builder
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for name, c := range map[string]struct{ contentType, body, want string }{
		"PNG":   {"image/png", encoded(func(w io.Writer) error { return png.Encode(w, picture) }), "PNG image, 16 × 32, 90 B (image/png)"},
		"GIF":   {"", encoded(func(w io.Writer) error { return gif.Encode(w, picture, nil) }), "GIF image, 16 × 32, "},
		"JPEG":  {"", encoded(func(w io.Writer) error { return jpeg.Encode(w, picture, nil) }), "JPEG image, 16 × 32, "},
		"WebP":  {"", "RIFF\x00\x00\x00\x00WEBPVP8X", "WebP image, 16 B"},
		"bytes": {"application/x-\x1bthing", "\x00\x01\x02", "Binary data, 3 B (application/x-thing)"},
	} {
		p := newPilot(t, 80, 5).open(c.contentType, []byte(c.body), 5)
		if got := p.text(); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if got := p.press("x").text(); !strings.HasPrefix(got, "00000000  ") {
			t.Errorf("%s: x shows %q", name, got)
		}
	}
}

func TestHex(t *testing.T) {
	t.Parallel()
	p := newPilot(t, 80, 4).open("text/plain", []byte("0123456789abcdefg\x1b\n\xff"), 3).press("x")
	want := "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef\n" +
		"00000010  67 1b 0a ff                                       g..."
	if got := p.text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	p.m.SetSize(50, 4)
	want = "00000000  30 31 32 33 34 35 36 37  01234567\n00000008  38 39 61 62 63 64 65 66  89abcdef\n" +
		"00000010  67 1b 0a ff              g..."
	if got := p.text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
