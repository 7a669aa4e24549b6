//go:build !unix

package keychain

import "io/fs"

// foreign is for systems where a folder's rights say who may write in it.
func foreign(fs.FileInfo) bool { return false }
