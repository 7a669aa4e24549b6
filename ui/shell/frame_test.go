package shell

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"countersign/ui/kit"
	"countersign/ui/uitest"
)

func TestABreadcrumbLosesItsMiddleFirst(t *testing.T) {
	t.Parallel()
	parts := []string{"countersign", "new connection", "Flickr", "authorize"}
	for room, want := range map[int]string{
		60: "countersign › new connection › Flickr › authorize",
		40: "countersign › … › Flickr › authorize",
		30: "countersign › … › authorize",
		12: "authorize",
	} {
		path, here := crumbs(parts, room)
		if path+here != want {
			t.Errorf("in %d cells it is %q, want %q", room, path+here, want)
		}
	}
}

func TestTheFooterDropsKeysButNotTheWayToAllOfThem(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	keys := e.Keys.Bindings(kit.KeyOpen, kit.KeyFilter, kit.KeyReconnect, kit.KeyDelete, kit.KeyUndo, kit.KeyRedo, kit.KeyQuitHome)
	got, _ := footer(e, keys, e.Keys.Relabeled(kit.KeyHelp, "keys"), 40)
	if ansi.StringWidth(got) != 40 || !strings.Contains(got, "? keys") || !strings.Contains(got, "q quit") {
		t.Errorf("the footer is %q", got)
	}
}
