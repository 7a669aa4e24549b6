package console

import "golang.org/x/sys/windows"

// silence has a console show nothing of what is typed, until restore.
func silence(fd int) (restore func() error, err error) {
	console := windows.Handle(fd)
	var shown uint32
	if err := windows.GetConsoleMode(console, &shown); err != nil {
		return nil, err
	}
	silent := shown&^windows.ENABLE_ECHO_INPUT | windows.ENABLE_LINE_INPUT | windows.ENABLE_PROCESSED_INPUT
	if err := windows.SetConsoleMode(console, silent); err != nil {
		return nil, err
	}
	return func() error { return windows.SetConsoleMode(console, shown) }, nil
}
