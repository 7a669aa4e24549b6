//go:build unix

package keychain

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"countersign/internal/testenv"
)

// nobody is a user who owns nothing; a test that runs as root starts its
// processes as that one, since root may write anywhere.
const nobody = 65534

func init() { trouble = troubled }

// troubled is a process that tries every change on a folder where something is
// wrong. Its task is "KIND LIMIT DIR": LIMIT bytes a file may have at most, 0
// for no limit. It prints each error.
func troubled(task string) int {
	var kind Kind
	var limit uint64
	var dir string
	if _, err := fmt.Sscanf(task, "%s %d %s", &kind, &limit, &dir); err != nil {
		return fail(err)
	}
	ctx := context.Background()
	k := newKeychain(Options{Dir: dir, Kind: kind})
	if err := k.Unlock(ctx, samplePassphrase); err != nil {
		fmt.Println(err)
		return 0
	}
	if limit > 0 {
		signal.Ignore(syscall.SIGXFSZ) // or writing past the limit ends the process
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			return fail(err)
		}
	}
	for _, err := range []error{
		k.Put(ctx, entry("anna"), secretOf(9, 30_000), true),
		k.Put(ctx, entry("new"), secretOf(9, 30_000), false),
		k.Update(ctx, "anna", func(e *Entry) { e.TestError = strings.Repeat("sample ", 10_000) }),
	} {
		fmt.Println(err)
	}
	return 0
}

// inTrouble runs troubled, as nobody when this is root, who gets the folder.
func inTrouble(t *testing.T, limit int, dir string) (said []string) {
	t.Helper()
	c := exec.Command(os.Args[0])
	if os.Geteuid() == 0 {
		c = exec.Command(copied(t))
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		must(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
			if err == nil {
				err = os.Lchown(path, nobody, nobody)
			}
			return err
		}))
	}
	c.Dir = dir
	c.Env = append(os.Environ(), fmt.Sprintf("%s=trouble %s %d %s", childVariable, File, limit, dir), "GORACE=atexit_sleep_ms=0")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if os.Geteuid() == 0 { // ours again, to look at
		must(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
			if err == nil {
				err = os.Lchown(path, 0, 0)
			}
			return err
		}))
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// copied is this program where anybody may start it.
func copied(t *testing.T) string {
	t.Helper()
	path := filepath.Join(shortDir(t), "test")
	must(t, os.Chmod(filepath.Dir(path), 0o755))
	self, err := os.ReadFile(os.Args[0])
	must(t, err)
	must(t, testenv.WriteProgram(path, self))
	return path
}

// openDir is a folder of a test's own below one that anybody may enter.
func openDir(t *testing.T) string {
	t.Helper()
	top := shortDir(t)
	must(t, os.Chmod(top, 0o755))
	return filepath.Join(top, "data")
}

func wantUntouched(t *testing.T, dir string) {
	t.Helper()
	k := onFile(t, dir)
	wantSecret(t, k, "anna", []byte("sample-anna"))
	list, err := k.List(t.Context())
	if err != nil || len(list) != 1 || list[0].TestError != "" {
		t.Errorf("got %+v, %v", list, err)
	}
	put(t, k, "afterwards", []byte("sample-ben"))
	wantSecret(t, k, "afterwards", []byte("sample-ben"))
}

func TestDiskFull(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{1, 200, 2000, 20_000} {
		t.Run(fmt.Sprintf("%d bytes", limit), func(t *testing.T) {
			t.Parallel()
			dir := openDir(t)
			put(t, onFile(t, dir), "anna", []byte("sample-anna"))
			for _, said := range inTrouble(t, limit, dir) {
				if !strings.Contains(said, "file too large") {
					t.Errorf("got %q", said)
				}
			}
			wantUntouched(t, dir)
		})
	}
}

func TestReadOnlyFolder(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	put(t, onFile(t, dir), "anna", []byte("sample-anna"))
	must(t, os.Chmod(dir, 0o500))
	for _, said := range inTrouble(t, 0, dir) {
		if !strings.Contains(said, "permission denied") {
			t.Errorf("got %q", said)
		}
	}
	must(t, os.Chmod(dir, 0o700))
	wantUntouched(t, dir)
}

func TestOtherUsersFiles(t *testing.T) {
	t.Parallel()
	dir := "/" // root's, where this is somebody else
	if os.Geteuid() == 0 {
		dir = t.TempDir()
		must(t, os.Chown(dir, nobody, nobody))
	}
	k := newKeychain(Options{Dir: dir, Kind: File})
	err := k.Unlock(t.Context(), samplePassphrase)
	wantError(t, err, ErrUnsafeFile)
	if !strings.Contains(err.Error(), "another user") || !strings.Contains(err.Error(), "sudo") {
		t.Errorf("it said %v", err)
	}
	if os.Geteuid() != 0 {
		return
	}
	dir = t.TempDir()
	put(t, onFile(t, dir), "anna", []byte("sample-anna"))
	must(t, os.Chown(filepath.Join(dir, "index.json"), nobody, nobody))
	_, err = newKeychain(Options{Dir: dir, Kind: File}).List(t.Context())
	wantError(t, err, ErrUnsafeFile)
}
