//go:build linux || freebsd || netbsd || openbsd || dragonfly

package osstore

import (
	"context"
	"fmt"
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

// NewProbe looks on the session bus, whose socket is the user's where the environment doesn't say.
func NewProbe() Probe {
	return ProbeAt(filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus"))
}

// ProbeAt is NewProbe for another socket of the user's bus.
func ProbeAt(userBus string) Probe {
	return func(ctx context.Context) (bool, error) { return probeBus(ctx, userBus) }
}

// probeBus looks for a Secret Service on the session bus, whose socket is at
// userBus where the environment doesn't say.
func probeBus(ctx context.Context, userBus string) (locked bool, err error) {
	address, err := busAddress(userBus)
	if err != nil {
		return false, err
	}
	conn, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return false, errUnavailable("connecting to the session bus: " + text.Safe(err.Error(), fault.MaxQuoted))
	}
	defer func() { _ = conn.Close() }()
	running, err := findSecrets(ctx, conn.BusObject())
	if err != nil {
		return false, err
	}
	return running && defaultLocked(ctx, conn), nil
}

// busAddress finds the session bus where go-keyring does, but for its last
// resort, which is to start one.
func busAddress(userBus string) (string, error) {
	if a := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); a != "" && a != "autolaunch:" {
		return a, nil
	}
	if _, err := os.Stat(userBus); err != nil {
		return "", errUnavailable("there is no session bus")
	}
	return "unix:path=" + dbus.EscapeBusAddressValue(userBus), nil
}

// findSecrets reports whether the service runs; an error when it neither runs
// nor could be started by the bus.
func findSecrets(ctx context.Context, bus dbus.BusObject) (running bool, err error) {
	call := bus.CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, secretsName)
	if err := call.Store(&running); err != nil {
		return false, errUnavailable("asking the session bus: " + text.Safe(err.Error(), fault.MaxQuoted))
	}
	if running {
		return true, nil
	}
	var names []string
	call = bus.CallWithContext(ctx, "org.freedesktop.DBus.ListActivatableNames", 0)
	if err := call.Store(&names); err != nil {
		return false, errUnavailable("asking the session bus: " + text.Safe(err.Error(), fault.MaxQuoted))
	}
	if !slices.Contains(names, secretsName) {
		return false, errUnavailable(fmt.Sprintf("no program on the session bus offers %s", secretsName))
	}
	return false, nil
}

// defaultLocked reports whether the collection that go-keyring will use says
// that it is locked. Services differ here, so what can't be read is no finding:
// the call itself will tell.
func defaultLocked(ctx context.Context, conn *dbus.Conn) bool {
	collection := defaultPath
	var all []dbus.ObjectPath
	if property(ctx, conn, secretsPath, serviceFace, "Collections", &all) && slices.Contains(all, loginPath) {
		collection = loginPath
	}
	var locked bool
	return property(ctx, conn, collection, collectionFace, "Locked", &locked) && locked
}

// property reads a property of the running service into value.
func property(ctx context.Context, conn *dbus.Conn, path dbus.ObjectPath, face, name string, value any) bool {
	var v dbus.Variant
	call := conn.Object(secretsName, path).CallWithContext(
		ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, face, name)
	return call.Store(&v) == nil && v.Store(value) == nil
}
