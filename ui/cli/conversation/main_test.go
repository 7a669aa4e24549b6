package conversation_test

import (
	"testing"

	"countersign/ui/cli/clitest"
)

func TestMain(m *testing.M) { clitest.Main(m) }
