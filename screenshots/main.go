// Command screenshots makes the pictures of the README: the real program in a terminal of its own, against the sandbox,
// driven by the tapes of this folder.
//
//	go run ./screenshots            every tape
//	go run ./screenshots journey    one of them
//
//	tape.go      the language of the tapes
//	play.go      a tape's steps, one after another
//	terminal.go  the program on a pty, an emulator behind it
//	keyring.go   a keychain for it
//	screen.go    what the emulator shows, as cells
//	svg.go       those cells as a picture; boxes.go its lines
//	png.go       makes the other form of it small
//
// Every picture is written as NAME.svg, and as NAME.png where rsvg-convert is installed. The tapes are tests too: each one
// waits for what must be on the screen, and fails showing the screen when it does not come.
package main

import (
	"context"
	"errors"
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

// run plays the tapes of that name, or all of them, and writes their pictures beside them.
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
		return fmt.Errorf("making a folder for the program: %w", err)
	}
	defer os.RemoveAll(temp)
	program, err := build(ctx, root, temp)
	if err != nil {
		return err
	}
	for _, t := range tapes {
		shots, err := play(ctx, t, program, filepath.Join(temp, t.Name))
		if err != nil {
			return err
		}
		for _, s := range shots {
			if err := write(ctx, dir, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// write makes the two files of one picture.
func write(ctx context.Context, dir string, s Shot) error {
	svg := filepath.Join(dir, s.Name+".svg")
	if err := os.WriteFile(svg, []byte(draw(s.Screen, s.Title)), 0o644); err != nil { //nolint:gosec // a picture for everybody
		return fmt.Errorf("writing %s: %w", svg, err)
	}
	png := filepath.Join(dir, s.Name+".png")
	out, err := exec.CommandContext(ctx, "rsvg-convert", "--zoom", "2", "--output", png, svg).CombinedOutput() //nolint:gosec // our own paths
	switch {
	case errors.Is(err, exec.ErrNotFound):
		fmt.Printf("%s.svg (rsvg-convert is not installed: no .png)\n", s.Name)
		return nil
	case err != nil:
		return fmt.Errorf("turning %s into a PNG: %w: %s", svg, err, out)
	}
	fmt.Printf("%s.svg %s.png\n", s.Name, s.Name)
	return shrink(png)
}

// moduleRoot is the folder of go.mod, wherever in it the command is run.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("finding the module: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}

// build makes the program that the pictures are of.
func build(ctx context.Context, root, dir string) (program string, err error) {
	program = filepath.Join(dir, "countersign")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", program, ".") //nolint:gosec // our own module
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program: %w\n%s", err, out)
	}
	return program, nil
}
