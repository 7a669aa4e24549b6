package specs

import (
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// watchedFiles bounds how many files of one connector are looked at. Those
// built in have five.
const watchedFiles = 1000

// UserDir is the user's own folder of connectors; "" when there is none.
func (c *Catalogue) UserDir() string { return c.userDir }

// Fingerprint changes whenever a file of a user's connector does. It costs one
// stat a file and reads none; what can't be looked at counts as not there.
func (c *Catalogue) Fingerprint() string {
	if c.userDir == "" {
		return ""
	}
	connectors, err := os.ReadDir(c.userDir)
	if err != nil {
		return ""
	}
	sum := fnv.New64a()
	for _, connector := range connectors {
		path := filepath.Join(c.userDir, connector.Name())
		if target, err := filepath.EvalSymlinks(path); err == nil { // a link to where it is worked on
			path = target
		}
		fmt.Fprintln(sum, connector.Name())
		left := watchedFiles
		_ = filepath.WalkDir(path, func(path string, _ fs.DirEntry, _ error) error {
			if left--; left < 0 {
				return fs.SkipAll
			}
			if info, err := os.Stat(path); err == nil {
				fmt.Fprintln(sum, path, info.Size(), info.ModTime().UnixNano(), info.IsDir())
			}
			return nil
		})
	}
	return strconv.FormatUint(sum.Sum64(), 16)
}
