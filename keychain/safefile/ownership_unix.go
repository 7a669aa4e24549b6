//go:build unix

package safefile

import (
	"io/fs"
	"os"
	"syscall"
)

// Foreign reports whether what info describes belongs to somebody else, who
// could change it behind our back, or whose it would stop being if we did.
func OwnedByOther(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int64(stat.Uid) != int64(os.Geteuid())
}
