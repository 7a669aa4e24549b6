package main

import (
	"bufio"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// keyring is a session bus with an unlocked gnome-keyring, so that the pictures show an OS keychain other than the user's.
type keyring struct {
	address string // for DBUS_SESSION_BUS_ADDRESS; empty if the tools are not installed
	started []*exec.Cmd
}

// startKeyring starts a keyring with its files in home. It is not an error if the tools are not installed.
func startKeyring(ctx context.Context, home string, env []string) (*keyring, error) {
	k := &keyring{}
	for _, tool := range []string{"dbus-daemon", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(tool); err != nil {
			return k, nil //nolint:nilerr // not an error
		}
	}
	bus := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address=1", "--address=unix:dir="+home) //nolint:gosec,noctx // close ends it
	bus.Env = env
	out, err := bus.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("cannot start a session bus: %w", err)
	}
	if err := bus.Start(); err != nil {
		return nil, fmt.Errorf("cannot start a session bus: %w", err)
	}
	k.started = append(k.started, bus)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		k.close()
		return nil, fmt.Errorf("cannot read the session bus address: %w", err)
	}
	k.address = strings.TrimSpace(line)

	daemon := exec.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets") //nolint:noctx // close ends it
	daemon.Env = append(env, "DBUS_SESSION_BUS_ADDRESS="+k.address)
	daemon.Stdin = strings.NewReader("sample-keyring-password")
	if err := daemon.Start(); err != nil {
		k.close()
		return nil, fmt.Errorf("cannot start gnome-keyring: %w", err)
	}
	k.started = append(k.started, daemon)
	if err := k.ready(ctx); err != nil {
		k.close()
		return nil, fmt.Errorf("waiting for the gnome-keyring: %w", err)
	}
	return k, nil
}

// ready waits until the Secret Service is on the bus.
func (k *keyring) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, waitTimeout)
	defer cancel()
	conn, err := dbus.Connect(k.address, dbus.WithContext(ctx))
	if err != nil {
		return err
	}
	defer conn.Close()
	for {
		var owned bool
		if err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, "org.freedesktop.secrets").Store(&owned); err != nil {
			return err
		}
		if owned {
			return nil
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// close stops what was started, the keyring before its bus.
func (k *keyring) close() {
	for i := len(k.started) - 1; i >= 0; i-- {
		_ = k.started[i].Process.Kill()
		_ = k.started[i].Wait()
	}
}
