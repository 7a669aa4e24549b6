package main

import (
	"fmt"
	"html"
	"os"
	"strings"
)

// gallery returns a page with every picture, on a dark terminal and on a light one, in the order of the tapes.
func gallery(dir string) (string, error) {
	tapes, err := readTapes(os.DirFS(dir))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("# The screens\n\nThe real program against its sandbox. `go run ./screenshots` creates these pictures from the tapes in this folder.\n")
	for _, t := range tapes {
		for _, s := range t.Steps {
			name, alt := s.First, html.EscapeString(s.Rest)
			switch s.Verb {
			case "shot":
				fmt.Fprintf(&b, "\n## %s\n\n<img src=\"%s\" width=\"49%%\" alt=\"%s\"> <img src=\"%s\" width=\"49%%\" alt=\"the same on a light terminal\">\n",
					s.Rest, fileName(name, dark), alt, fileName(name, light))
			case "film":
				fmt.Fprintf(&b, "\n## %s\n\n![%s](%s.svg)\n", s.Rest, alt, name)
			}
		}
	}
	return b.String(), nil
}
