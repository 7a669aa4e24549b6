//go:build !unix

package safefile

import "io/fs"

// OwnedByOther is false where a folder's permissions decide who may write to it.
func OwnedByOther(fs.FileInfo) bool { return false }
