// Package kit holds what the screens are made of: widgets, texts, colours, keys, and the interface by which the shell
// knows a screen.
//
//	action.go        an action, and the keys that it has in this run
//	area.go          an input of several lines
//	env.go           what all screens share, and what they may do to the world
//	field.go         a line of a form: a text, a secret or a choice
//	form.go          a column of fields
//	form_view.go     a form, drawn and clicked
//	input.go         an input of one line, secrets among them
//	key_names.go     the messages of keys, by their names
//	key_settings.go  the key map of the settings, and its mistakes
//	keys.go          the actions of many screens
//	layout.go        texts fitted, wrapped and put beside each other
//	screen.go        the interface of a screen, what it may have besides, and the messages by which screens lead to each other
//	styles.go        the looks of everything, and the colours that the settings may name
//	task.go          one thing that a screen waits for
//	toast.go         passing remarks
//	trouble.go       a failure in its three parts
//	undo.go          what an input held before
package kit
