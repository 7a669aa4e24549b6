// Package config contains the commands for the settings file.
//
//	config.go  countersign config, and config path
//	init.go    config init
//	check.go   config check
//	show.go    config show: the current settings and their sources
package config
