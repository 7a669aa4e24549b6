package main

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
)

// writeGallery makes the page of all pictures, from the tapes.
func writeGallery(dir string) error {
	page, err := gallery(dir)
	if err != nil {
		return err
	}
	return writePicture(filepath.Join(dir, "README.md"), []byte(page))
}

// gallery shows every picture once on a dark terminal and once on a light one, in the order of the tapes.
func gallery(dir string) (string, error) {
	tapes, err := readTapes(os.DirFS(dir))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("# The screens\n\nPictures of the real program against its sandbox, made by `go run ./screenshots` from the tapes of this folder.\n")
	for _, t := range tapes {
		for _, s := range t.Steps {
			name, _, _ := strings.Cut(s.Text, " ")
			alt := html.EscapeString(s.Argument)
			switch s.Verb {
			case "shot":
				fmt.Fprintf(&b, "\n## %s\n\n<img src=\"%s.svg\" width=\"49%%\" alt=\"%s\"> <img src=\"%s.svg\" width=\"49%%\" alt=\"the same on a light terminal\">\n",
					s.Argument, fileName(name, dark), alt, fileName(name, light))
			case "film":
				fmt.Fprintf(&b, "\n## %s\n\n![%s](%s.gif)\n", s.Argument, alt, name)
			}
		}
	}
	return b.String(), nil
}
