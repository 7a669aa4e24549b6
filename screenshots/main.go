// Command screenshots creates the pictures of the README: it runs the real program against the sandbox in a terminal emulator,
// driven by the tapes in this folder.
//
//	go run ./screenshots            all tapes, on a dark terminal and on a light one
//	go run ./screenshots journey    one of them
//
//	tape.go      the language of the tapes
//	play.go      runs a tape's steps
//	terminal.go  the program on a pty, with an emulator
//	screen.go    what the emulator shows, as cells
//	svg.go       cells as a picture; box drawing characters (boxes.go)
//	film.go      several screens as an animation
//	gallery.go   the page that shows all pictures
//
// A picture is written as NAME.svg, and as NAME-light.svg from a light terminal. The tapes are tests too: each waits for
// texts on the screen and fails, showing the screen, if they don't appear.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		stop()
		os.Exit(1)
	}
}

// run plays the tapes with these names, or all of them, and writes the pictures next to them.
func run(ctx context.Context, names []string) error {
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	dir := filepath.Join(root, "screenshots")
	tapes, err := readTapes(os.DirFS(dir))
	if err != nil {
		return err
	}
	if len(names) > 0 {
		tapes = slices.DeleteFunc(tapes, func(t Tape) bool { return !slices.Contains(names, t.Name) })
		if len(tapes) == 0 {
			return fmt.Errorf("no such tape in %s", dir)
		}
	}
	temp, err := os.MkdirTemp("", "countersign-screenshots-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	program, err := build(ctx, root, temp)
	if err != nil {
		return err
	}
	for _, t := range tapes {
		for _, theme := range []Theme{dark, light} {
			take, err := play(ctx, t, theme, program, filepath.Join(temp, t.Name+"-"+theme.Name))
			if err != nil {
				return err
			}
			for _, s := range take.Shots {
				if err := write(dir, fileName(s.Name, theme), draw(s.Screen, theme, s.Title)); err != nil {
					return err
				}
			}
			for _, f := range take.Films {
				if theme == dark { // it is large, and for the README alone
					if err := write(dir, f.Name+".svg", animate(f)); err != nil {
						return err
					}
				}
			}
		}
	}
	page, err := gallery(dir)
	if err != nil {
		return err
	}
	return write(dir, "README.md", page)
}

// fileName returns the file name of a picture.
func fileName(name string, theme Theme) string {
	if theme == dark {
		return name + ".svg"
	}
	return name + "-" + theme.Name + ".svg"
}

func write(dir, name, content string) error {
	fmt.Println(name)
	return os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644) //nolint:gosec // pictures are public
}

// moduleRoot returns the folder of go.mod.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("finding the module: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}

// build builds the program and returns its path.
func build(ctx context.Context, root, dir string) (program string, err error) {
	program = filepath.Join(dir, "countersign")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", program, ".") //nolint:gosec // our own module
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program: %w\n%s", err, out)
	}
	return program, nil
}
