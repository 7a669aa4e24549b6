# The handful of commands that contributors need. CONTRIBUTING.md explains them.

.PHONY: test long lint ci bare fuzz screenshots

test: ## the tests, long ones in their short form
	go test ./...

long: ## the long tests in full
	COUNTERSIGN_TEST_FULL=1 go test -run '^TestLong' ./...

lint: ## formatters and linters
	golangci-lint fmt --diff
	golangci-lint run ./...

ci: ## everything that must hold before a change lands
	.ci/run

bare: ## the same in a fresh Debian root (needs root and mmdebstrap)
	.ci/bare

fuzz: ## every fuzz target; FUZZTIME is how many seconds in total (two hours)
	.ci/fuzz $(or $(FUZZTIME),7200)

screenshots: ## the pictures in screenshots/
	go run ./screenshots
