package erase_test

import (
	"errors"
	"strings"
	"testing"

	"countersign/internal/testenv"
	"countersign/specs/script/erase"
)

func TestTypesBecomeSpaces(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		// declarations of types
		"interface A extends B<C>, D { x: { y: 1 } }\nf()":                      ";                                          \nf()",
		"type A<T> = T extends (infer U)[] ? U : { [k in keyof T]?: T[k] };f()": ";                                                                 f()",
		"export type A = | 'a' | `b${string}` | -1\nf()":                        ";                                        \nf()",
		"export interface A { x(): void }":                                      ";                               ",
		"declare const a: string\nf()":                                          ";                      \nf()",
		"declare module 'x' { interface A {} }":                                 ";                                    ",
		"declare function f(a: string): void;\ng()":                             ";                                   \ng()",
		"export declare class A { b(): void }":                                  ";                                   ",
		"a = type\ntype = 5":                                                    "a = type\ntype = 5",
		"let x = 1\ntype A = {}\n(y)":                                           "let x = 1\n;          \n(y)",

		// annotations
		"let a: string = 'b', c: Map<string, () => void>= d, e!: any":                          "let a         = 'b', c                         = d, e      ",
		"function f(this: A, a?: B, ...c: D[]): asserts a is B { }":                            "function f(         a    , ...c     )                 { }",
		"function f(a: 1): void\nfunction f(a) { return a }":                                   ";                     \nfunction f(a) { return a }",
		"const f = async <T,>(a: T): Promise<T> => a":                                          "const f = async     (a   )             => a",
		"const f = ({ a, b: [c] = [] }: A = {}) => a":                                          "const f = ({ a, b: [c] = [] }    = {}) => a",
		"try { f() } catch (e: unknown) { }":                                                   "try { f() } catch (e         ) { }",
		"for (const a of b as C[]) for (let i: number = 0; i < 3; i++) ;":                      "for (const a of b       ) for (let i         = 0; i < 3; i++) ;",
		"f((a): a is string => !!a)":                                                           "f((a)              => !!a)",
		"const o = { f(a: A): B { return { a } }, async *g<T>() {}, get x(): A { return 1 } }": "const o = { f(a   )    { return { a } }, async *g   () {}, get x()    { return 1 } }",
		"const f = (a): {\n  b: A\n} => a":                                                     "const f = (a    \n      \n) => a",

		// expressions
		"f(a as B, c satisfies D<E>, <F>g, h!.i![0]!)": "f(a     , c               ,    g, h .i [0] )",
		"a = b as any\n(c)":                            "a = b ;     \n(c)",
		"f<A, B<C>>(d); new E<F>(); g<H>`i`; j?.<K>()": "f         (d); new E   (); g   `i`; j?.   ()",
		"a < b && c > d; e<f>(g); h >>= i; j >= k":     "a < b && c > d; e   (g); h >>= i; j >= k",
		"a < b, c > 5":           "a < b, c > 5",
		"x ? (a) : b => c":       "x ? (a) : b => c",
		"x ? (a: A): B => c : d": "x ? (a   )    => c : d",
		"x ? a as A : (b as B)":  "x ? a      : (b     )",
		"switch (a) { case (b): f(c as C); default: g() }": "switch (a) { case (b): f(c     ); default: g() }",
		"`a${b as C}d${`e${f!}`}`":                         "`a${b     }d${`e${f }`}`",
		"a = /[/]<b>/.test(c!) ? d / e / f : ')'":          "a = /[/]<b>/.test(c ) ? d / e / f : ')'",
		"label: for (;;) break label":                      "label: for (;;) break label",
		"const as = 1, type = as, of = type, declare = of": "const as = 1, type = as, of = type, declare = of",
		"new.target; import.meta.url; import('./a.js')":    "new.target; import.meta.url; import('./a.js')",
		"yield_ = function* () { yield; yield* a as B }":   "yield_ = function* () { yield; yield* a      }",

		// classes
		"class A<T> extends B<T> implements C, D<E> { }":                      "class A    extends B                       { }",
		"class A { private readonly a: B = 1; static b?: C; c!: D; #e: F }":   "class A {                  a    = 1; static b    ; c    ; #e    }",
		"class A { f(): void\nf(a?: B) { } static { g() } [k: string]: any }": "class A { ;        \nf(a    ) { } static { g() } ;                }",
		"abstract class A { abstract f(): void; declare b: C; get: D = 1 }":   "         class A { ;                   ;             get    = 1 }",

		// imports and exports
		"import type { A } from 'a'\nimport { type B, c, D } from './b'\nc<D>()":                ";                         \nimport {         c,   } from './b'\nc   ()",
		"import axios, { X } from 'axios'\nlet a: axios":                                        ";                               \nlet a       ",
		"import a from './a'\nimport * as b from './b'\nb.a(a)":                                 "import a from './a'\nimport * as b from './b'\nb.a(a)",
		"import './a'\nexport { type A, b } from './b'; export type { C }; export * from './c'": "import './a'\nexport {         b } from './b'; ;                  export * from './c'",
		"export default async function f({ a }: A): Promise<B> { }":                             "export default async function f({ a }   )             { }",
		"export default (a: A) => a":                                                            "export default (a   ) => a",
		"export const a: A = 1; export abstract class B {}":                                     "export const a    = 1; export          class B {}",

		// plain JavaScript stays as it is
		"#!/usr/bin/env node\n// a: b\n/* c as d */ e // f": "#!/usr/bin/env node\n// a: b\n/* c as d */ e // f",
		"a\n++b; if (a) /b/.exec(c); else { } while (d) e":  "a\n++b; if (a) /b/.exec(c); else { } while (d) e",
		"const é = 'ü' as Ö":                                "const é = 'ü'     ",
	} {
		got, err := erase.Types(source)
		if err != nil || got != want {
			t.Errorf("%s\ngot  %s|, %v\nwant %s|", source, got, err, want)
		}
	}
}

func TestErrorsHaveAPosition(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"\n  enum A { b }":                            "2:3: enums are not supported; write an object",
		"export const enum A { b }":                   "1:8: enums are not supported",
		"namespace A { export const b = 1 }":          "1:1: namespaces are not supported",
		"class A {\n  constructor(private a: B) {} }": "2:15: parameter properties are not supported",
		"@a class B {}":                               "1:1: decorators are not supported",
		"class A { @b() c = 1 }":                      "1:11: decorators are not supported",
		"import a = require('a')":                     "1:10: import = is not supported",
		"export = a":                                  "1:8: this export is not supported",
		"let é: = 1":                                  "1:8: expected a type, found \"=\"",
		"f(":                                          "1:2: unclosed (",
		"f(]":                                         "1:3: unmatched ]",
		"'a\n'":                                       "1:1: unterminated string",
		"/* a":                                        "1:1: unterminated comment",
		"a b":                                         "1:3: expected ;, found \"b\"",
	} {
		_, err := erase.Types(source)
		var e *erase.Error
		if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s\ngot  %v\nwant %s", source, err, want)
		}
	}
}

// nestings are prefixes that nest deeper each time they repeat, or that can be parsed in more ways.
var nestings = []string{
	"(", "[", "{", "({a:", "[{a:", "!", "- ", "typeof ", "new ", "await ", "a=>", "()=>", "(a:b)=>", "(a)=>{", "async a=>", "async(a)=>", "a=", "a**",
	"a?", "a?1:", "a?(b):c=>", "a?(", "(a?(b", "a?(b)=>(", "a?(b):(c):", "if(a)", "if(a);else ", "for(;;)", "while(a)", "do ", "label:", "try{",
	"`${", "a`${", "function a(){", "(function(a=", "class a{x=", "class extends ", "class a{static{", "a<", "a<b,", "a<(", "a<[", "<T>(", "<a>", "<T extends ",
	"async<T>(", "f<a>(", "a!", "a as ", "x as a|", "x as (", "let x: ", "let x: keyof ", "let x: ()=>", "let x: a extends b?c:", "let x: infer a extends ",
	"type a=", "type a=b<", "type a={b:", "type a=(b:", "type a=[", "type a=`${", "type a=new()=>", "interface a{b:", "declare module a{", "namespace a{",
	"import(", "import {a} from 'a';", "export default ", "switch(a){case ", "({a(){", "({[", "({a=", "[...", "var {a:", "var [", "yield ", "/", "'a'+", "<div>", "a.b", "a()", "a?.", "@",
}

// However often they repeat in a script, parsing ends, and doesn't overflow the stack.
func TestLongNestingIsBounded(t *testing.T) {
	t.Parallel()
	room := testenv.Count(16, 256) << 10
	for _, unit := range nestings {
		for _, first := range []string{"", "x="} {
			source := first + strings.Repeat(unit, room/len(unit))
			if js, err := erase.Types(source); err == nil && len(js) != len(source) {
				t.Errorf("%s%s…: %d bytes became %d", first, unit, len(source), len(js))
			}
		}
	}
}

func FuzzTypes(f *testing.F) {
	for _, unit := range nestings {
		f.Add("x=" + unit + "1")
	}
	f.Add("export default async ({ a }: B<C>): Promise<D> => a as unknown as D\nclass E<F> { private g!: H }")
	f.Fuzz(func(t *testing.T, source string) {
		js, err := erase.Types(source)
		if err != nil {
			return
		}
		if strings.Count(js, "\n") != strings.Count(source, "\n") {
			t.Errorf("%q became %q: other lines", source, js)
		}
	})
}
