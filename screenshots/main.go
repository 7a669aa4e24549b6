// Command screenshots makes the pictures of the README: the real program in a terminal of its own, against the sandbox,
// driven by the tapes of this folder.
//
//	go run ./screenshots            every tape, on a dark terminal and on a light one
//	go run ./screenshots journey    one of them
//
//	tape.go      the language of the tapes
//	play.go      a tape's steps, one after another
//	terminal.go  the program on a pty, an emulator behind it
//	keyring.go   a keychain for it
//	screen.go    what the emulator shows, as cells
//	svg.go       those cells as a picture; boxes.go its lines
//	png.go       makes the other form of it small
//	film.go      several of them, one after another
//	gallery.go   the page that shows all of them
//
// Every picture is written as NAME.svg, and as NAME.png where rsvg-convert is installed; NAME-light is the same on a light
// terminal. The tapes are tests too: each one
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
	"strconv"
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
		for _, theme := range []Theme{dark, light} {
			take, err := play(ctx, t, theme, program, filepath.Join(temp, t.Name+"-"+theme.Name))
			if err != nil {
				return err
			}
			if err := write(ctx, dir, take); err != nil {
				return err
			}
		}
	}
	return writeGallery(dir)
}

// write makes the files of what a tape gave. A film is of dark screens alone: it is for the README, and large.
func write(ctx context.Context, dir string, t Take) error {
	for _, s := range t.Shots {
		if err := writeShot(ctx, dir, s); err != nil {
			return err
		}
	}
	for _, f := range t.Films {
		if f.Theme != dark {
			continue
		}
		err := writeFilm(ctx, dir, f)
		if errors.Is(err, exec.ErrNotFound) {
			fmt.Printf("no %s.gif: rsvg-convert is not installed\n", f.Name)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fileName is a picture's, without its ending.
func fileName(name string, theme Theme) string {
	if theme == dark {
		return name
	}
	return name + "-" + theme.Name
}

// writeShot makes the two files of one picture.
func writeShot(ctx context.Context, dir string, s Shot) error {
	name := fileName(s.Name, s.Theme)
	svg, png := filepath.Join(dir, name+".svg"), filepath.Join(dir, name+".png")
	if err := writePicture(svg, []byte(draw(s.Screen, s.Theme, s.Title))); err != nil {
		return err
	}
	err := convert(ctx, svg, png, 2)
	if errors.Is(err, exec.ErrNotFound) {
		fmt.Printf("%s.svg (rsvg-convert is not installed: no .png)\n", name)
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Printf("%s.svg %s.png\n", name, name)
	return shrink(png, s.Screen)
}

// convert makes a PNG of an SVG; exec.ErrNotFound says that there is nothing here that can.
func convert(ctx context.Context, svg, png string, zoom int) error {
	out, err := exec.CommandContext(ctx, "rsvg-convert", "--zoom", strconv.Itoa(zoom), "--output", png, svg).CombinedOutput() //nolint:gosec // our own paths
	if err != nil {
		return fmt.Errorf("turning %s into a PNG: %w: %s", svg, err, out)
	}
	return nil
}

func writePicture(path string, content []byte) error {
	if err := os.WriteFile(path, content, 0o644); err != nil { //nolint:gosec // a picture for everybody
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
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
