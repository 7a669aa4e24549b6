//go:build linux || freebsd || netbsd || openbsd || dragonfly

package osstore

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/godbus/dbus/v5"

	"countersign/internal/text"
	"countersign/keychain/fault"
)

// Names of the freedesktop.org Secret Service.
const (
	secretsName    = "org.freedesktop.secrets"
	secretsPath    = dbus.ObjectPath("/org/freedesktop/secrets")
	loginPath      = secretsPath + "/collection/login"
	defaultPath    = secretsPath + "/aliases/default"
	serviceFace    = "org.freedesktop.Secret.Service"
	collectionFace = "org.freedesktop.Secret.Collection"
)

// NewProbe probes the session bus. Without DBUS_SESSION_BUS_ADDRESS that is the socket in /run/user.
func NewProbe() Probe {
	return ProbeAt(filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus"))
}

// ProbeAt is NewProbe with another default socket.
func ProbeAt(userBus string) Probe {
	return func(ctx context.Context) (bool, error) { return probeBus(ctx, userBus) }
}

// probeBus looks for a Secret Service on the session bus.
func probeBus(ctx context.Context, userBus string) (locked bool, err error) {
	address, err := busAddress(userBus)
	if err != nil {
		return false, err
	}
	conn, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return false, errUnavailable("cannot connect to the session bus: " + text.Safe(err.Error(), fault.MaxQuoted))
	}
	defer func() { _ = conn.Close() }()
	running, err := findSecrets(ctx, conn.BusObject())
	if err != nil {
		return false, err
	}
	return running && defaultLocked(ctx, conn), nil
}

// busAddress finds the session bus as go-keyring does, but never starts one.
func busAddress(userBus string) (string, error) {
	if a := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); a != "" && a != "autolaunch:" {
		return a, nil
	}
	if _, err := os.Stat(userBus); err != nil {
		return "", errUnavailable("no session bus")
	}
	return "unix:path=" + dbus.EscapeBusAddressValue(userBus), nil
}

// findSecrets reports whether the service is running. The error means that it cannot be started either.
func findSecrets(ctx context.Context, bus dbus.BusObject) (running bool, err error) {
	call := bus.CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, secretsName)
	if err := call.Store(&running); err != nil {
		return false, errUnavailable("session bus: " + text.Safe(err.Error(), fault.MaxQuoted))
	}
	if running {
		return true, nil
	}
	var names []string
	call = bus.CallWithContext(ctx, "org.freedesktop.DBus.ListActivatableNames", 0)
	if err := call.Store(&names); err != nil {
		return false, errUnavailable("session bus: " + text.Safe(err.Error(), fault.MaxQuoted))
	}
	if !slices.Contains(names, secretsName) {
		return false, errUnavailable("no " + secretsName + " on the session bus")
	}
	return false, nil
}

// defaultLocked reports whether the collection that go-keyring will use is known to be locked. Services differ, so a
// failure to read it means nothing.
func defaultLocked(ctx context.Context, conn *dbus.Conn) bool {
	collection := defaultPath
	var all []dbus.ObjectPath
	if property(ctx, conn, secretsPath, serviceFace, "Collections", &all) && slices.Contains(all, loginPath) {
		collection = loginPath
	}
	var locked bool
	return property(ctx, conn, collection, collectionFace, "Locked", &locked) && locked
}

// property reads a property of the service into value.
func property(ctx context.Context, conn *dbus.Conn, path dbus.ObjectPath, face, name string, value any) bool {
	var v dbus.Variant
	call := conn.Object(secretsName, path).CallWithContext(
		ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, face, name)
	return call.Store(&v) == nil && v.Store(value) == nil
}
