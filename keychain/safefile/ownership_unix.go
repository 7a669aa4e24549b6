//go:build unix

package safefile

import (
	"io/fs"
	"os"
	"syscall"
)

// OwnedByOther reports whether a file belongs to another user, who could change it, or would lose it if we replaced it.
func OwnedByOther(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int64(stat.Uid) != int64(os.Geteuid())
}
