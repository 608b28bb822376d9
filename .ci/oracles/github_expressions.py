"""Makes expressions. Everything comes from one seeded generator."""

import random

CONTEXT = {
    "github": {
        "ref": "refs/heads/main", "ref_name": "main", "event_name": "push", "repository": "Acme/Widget", "sha": "0123456789abcdef", "run_number": "42",
        "event": {"commits": [{"id": "a1", "author": {"name": "Ann"}}, {"id": "b2", "author": {"name": "Bob"}, "null": None}], "repository": {"default_branch": "main", "private": False}, "number": 7, "deleted": None},
    },
    "env": {"REGISTRY": "quay.io", "EMPTY": "", "ZERO": "0", "TRUE": "true", "with-dash": "d", "SPACE": " x "},
    "inputs": {"flag": True, "off": False, "count": 3, "name": "It's", "float": 1.5, "nothing": None},
    "matrix": {"os": "linux", "list": ["a", "B", 3, None, True], "nested": [[1, 2], [3, [4]], {"k": "v"}], "include": [{"z": 1, "a": "x", "tags": ["t1", "t2"]}, {"z": 2, "tags": []}, {"b": None}], "empty": [], "none": {}},
    "vars": {"A": "alpha", "json": '{"b": [1, {"c": "d"}], "a": null}', "list": "[3, 1, \"two\"]", "LONG": "éÄß\tend"},
}

PATHS = [
    "github.ref", "github.REF_NAME", "GitHub.Event_Name", "github['repository']", "github.event.commits", "github.event.commits[0].id", "github.event.commits[1].author.name", "github.event.commits.*.id", "github.event.commits.*.author.name", "github.event.commits[*].author",
    "github.event.repository.private", "github.event.number", "github.event.deleted", "github.event.deleted.x", "github.nothing", "github.nothing.at.all", "github.event.commits.id", "github.event.commits[9]", "github.event.commits['0'].id", "github.event.*", "github.event.*.default_branch", "github.*.commits", "github.event.commits.*.null",
    "env.REGISTRY", "env.EMPTY", "env.ZERO", "env.TRUE", "env.with-dash", "env['with-dash']", "env.SPACE", "inputs.flag", "inputs.off", "inputs.count", "inputs.name", "inputs.float", "inputs.nothing", "inputs",
    "matrix.os", "matrix.list", "matrix.list[0]", "matrix.list[1.9]", "matrix.list[-1]", "matrix.list['1']", "matrix.list[true]", "matrix.list[null]", "matrix.list['x']", "matrix.list.*", "matrix.list.*[0]", "matrix.nested", "matrix.nested[1][1][0]", "matrix.nested.*[0]", "matrix.nested.*.*", "matrix.nested[2].k", "matrix.nested.*.k",
    "matrix.include.*.tags", "matrix.include.*.tags.*", "matrix.include.*.tags[0]", "matrix.include.*.z", "matrix.include.*.b", "matrix.include[0].tags[1]", "matrix.include.tags", "matrix.include[0].*", "matrix.include.*.*", "(matrix.include.*)[0]", "(matrix.include.*.z)[0]", "matrix.include[matrix.list]", "github[github]", "matrix[matrix.os]", "matrix.empty", "matrix.none", "matrix.empty.*", "matrix.none.*.x", "matrix.os.*", "matrix.os[0]", "matrix.os.x.y",
    "vars.A", "vars.json", "vars.list", "vars.LONG", "fromJSON(vars.json).b[1].c", "fromJSON(vars.json).*", "fromJSON(vars.list)[0]", "fromJSON(vars.list)", "vars.*",
]
STRINGS = ["", "a", "A", "main", "MAIN", "It's", "'", "''", "a''b", "refs/heads/", "0", "1", "1.0", " 1 ", "0x1F", "0o17", "1e3", "-1", "+5", ".5", "5.", "true", "null", "NaN", "Infinity", "-Infinity", "abc def", "{", "}", "é", "ÉÄ", "ß", "ı", "I", "\t", "a,b", "[]", "{}", "quay.io", "\n", "x\ny", "日本", "😀"]
NUMBERS = ["0", "1", "-1", "+1", "1.5", "-0", "0.0", ".5", "5.", "1e3", "1E3", "1e-3", "1e+2", "0x1f", "0x1F", "0o17", "42", "3", "100", "0.1", "123456789", "-2.5", "NaN", "Infinity", "-Infinity", "2", "7"]
BIG = ["1e15", "1e20", "1e21", "1e-5", "1e-7", "0.1234567890123456789", "123456789012345678", "1.7976931348623157e308", "5e-324", "1e22", "99999999999999999999", "0.30000000000000004", "100000000000000", "999999999999999", "0xffffffff", "1e14", "0.0001", "0.00001", "3.0000000000000004"]
JSON = ['{"b": 1, "a": {"d": [1, 2, {"x": null}], "c": "s"}}', "[1, [2, 3], {\"k\": [4]}]", '"text"', "1", "1.50", "true", "null", "{}", "[]", '{"A": 1, "b": "q\\"q\\\\ \\n\\u00e9"}', " [1] ", '["a", "A", "b"]', '{"z": [], "y": {}}', "-0", "1e2", '{"include": [{"os": "x", "n": 1}, {"os": "y"}]}']
BAD_JSON = ["", " ", "{", "[1,]", "{'a': 1}", "NaN", "undefined", "abc", "[1] x", "01", '{"a" 1}']
BAD = [
    "", " ", "a", "unknown", "unknown.x", "github.", "github..ref", ".ref", "github.5", "github.'x'", "github[", "github[]", "github['ref'", "github]", "(1", "1)", "()", "1 2", "'a' 'b'", "'a", "a'", '"a"', "1 +", "1 + 1", "1 - 1", "1-1", "2 * 2", "1 / 2", "5 % 2", "1 = 1", "1 === 1", "1 !== 1", "a = b", "1 & 2", "1 | 2", "&& 1", "1 ||", "|| 1", "!", "! !", "1 !", "1 ! = 2", "< 1", "1 <", "1 <> 2", "1 => 2",
    "nope()", "nope(1)", "contains()", "contains('a')", "contains('a', 'b', 'c')", "startsWith('a')", "endsWith('a', 'b', 'c')", "format()", "join()", "join('a', 'b', 'c')", "toJSON()", "toJSON(1, 2)", "fromJSON()", "success(1)", "always(1)", "case(true, 1)", "case(true, 1, 2, 3)", "case()", "contains('a', 'b'", "contains('a' 'b')", "contains(, 'b')", "contains('a',, 'b')", "contains.x", "github('x')", "'abc'[0]", "'abc'.x", "1.x", "1[0]", "true.x", "null.x", "true[0]", "(1).x", "('abc')[0]", "fromJSON('[1]')[0]", "True", "FALSE", "Null", "nan", "infinity", "-NaN", "--1", "+-1", "- 1", "-", "+", ".", "1.2.3", "1_000", "1a", "0x", "0xg", "0o8", "1e", "1e+", "-Inf", "-true", "-github", "@", "#", "$", "$x", "`a`", "a\\b", "github.ref;", "github:ref", "{}", "${{ 1 }}", "github.ref ?", "é", "github.é", "_x", "-x", "github.-x", "github._x", "github.x-", "github.x y", "github .ref", "github. ref", "github [ 'ref' ]", "github.*ref", "github.*.", "github[*", "github[*]", "github[**]", "*", "github*", "github.**", "github.* .ref", "github.true", "github.null", "github.NaN", "github.contains", "!github.nothing", "!!true", "!!!true", "! true", "not true", "1 and 2", "1,2", ",", "contains ('abc', 'b')", "CONTAINS('abc', 'B')", "toJson(1)", "\t1\t", "\n1\n==\r\n1", "1\u00a0== 1", "'\u00a0'",
    "1==1", "1<2==true", "1<2<3", "3>2>1", "!1==0", "!(1==0)", "1==1==1", "1!=2!=3", "true&&false||true", "true||false&&false", "(true||false)&&false", "'a'<'b'", "'a'<'B'", "'Z'<'a'", "''<'a'", "null<1", "null<=null", "null<null", "true>false", "true>=true", "github==github", "github>=github", "github<github", "matrix.list==matrix.list", "matrix.list<=matrix.list", "matrix.list=='Array'", "github==null", "fromJSON('[1]')==fromJSON('[1]')", "NaN==NaN", "NaN!=NaN", "NaN<1", "NaN>=NaN", "'NaN'==NaN", "Infinity>1", "-Infinity<-1", "'Infinity'==Infinity", "'ı'=='I'", "'ß'=='SS'", "'É'=='é'", "'K'=='k'", "'ſ'=='s'", "startsWith('ıx', 'I')", "contains('ıx', 'I')",
    "0b11", "0B1", "'0b11' == 3", "'0X1F' == 31", "0X1F", "-0x1F", "'-0x1F' == -31", "'1e1000' == Infinity", "1e1000", "'\u00a01\u00a0' == 1", "'0x' == 0", "'1_0' == 10", "'''' == ''''''", "'a''b''c'", "'it''s'", "''''", "''''''",
    "format('{0}')", "format('{0} {1}', 'a')", "format('{}', 1)", "format('{ 0}', 1)", "format('{0 }', 1)", "format('{+0}', 1)", "format('{-1}', 1)", "format('{00}', 'a')", "format('{0:x}', 1)", "format('{0,5}', 1)", "format('{', 1)", "format('}', 1)", "format('{{', 1)", "format('}}', 1)", "format('{{0}}', 1)", "format('{{{0}}}', 1)", "format('{0}}', 1)", "format('{{0}', 1)", "format('{x}', 1)", "format('a{0}b{1}c{0}', 1, null)", "format(1)", "format(null)", "format('{0}', github)", "format('{0}{1}', matrix.list, true)", "format(github)", "format('{0}', '{1}', 'x')", "format('{1} {0}', 'a', 'b')", "format('{10}', 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 'ten')",
    "join(matrix.list)", "join(matrix.list, '')", "join(matrix.list, ', ')", "join(matrix.list, null)", "join(matrix.list, 1)", "join(matrix.list, matrix.list)", "join(github)", "join(github, 'x')", "join('a', 'b')", "join(1)", "join(null)", "join(matrix.nested, '-')", "join(matrix.include.*.z)", "join(matrix.include.*.tags)", "join(github.event.commits.*.author.name, '+')", "join(matrix.include.z)",
    "contains(matrix.list, 'b')", "contains(matrix.list, '3')", "contains(matrix.list, null)", "contains(matrix.list, 0)", "contains(matrix.list, true)", "contains(matrix.list, 1)", "contains(matrix.list, '')", "contains(matrix.list, NaN)", "contains(matrix.empty, '')", "contains(github, 'ref')", "contains('abc', '')", "contains('', '')", "contains(null, '')", "contains(123, 2)", "contains(true, 'RU')", "contains('x', matrix.list)", "contains(matrix.nested, matrix.nested[0])", "contains(github.event.commits.*.id, 'B2')", "contains(matrix.list, matrix.list)", "contains(fromJSON('[\"a\"]'), 'A')",
    "startsWith(null, '')", "startsWith('', null)", "startsWith(123, 1)", "startsWith(matrix.list, 'A')", "startsWith('A', matrix.list)", "endsWith(true, 'UE')", "endsWith(1.50, '.5')", "endsWith('abc', '')", "startsWith('Array', matrix.list)",
    "case(true, 'a', 'b')", "case(false, 'a', 'b')", "case(false, 'a', true, 'b', 'c')", "case(1, 'a', 'b')", "case('true', 'a', 'b')", "case(null, 'a', 'b')", "case(true, 'a', 1, 'b', 'c')", "case(false, 'a', 1, 'b', 'c')", "Case(1 == 1, github.ref, 'x')", "case(github, 1, 2)", "success()", "failure()", "always()", "cancelled()", "!cancelled()", "Success() && always()", "success() || failure()",
    "fromJSON(null)", "fromJSON(1)", "fromJSON(true)", "fromJSON(github)", "fromJSON('{\"a\": 1, \"a\": 2}').a", "fromJSON('{\"a\": 1, \"A\": 2}').a", "toJSON(fromJSON('{\"b\": 1, \"a\": 2, \"10\": 3}'))", "toJSON(github.event)", "toJSON(matrix)", "toJSON(vars)", "toJSON(inputs)", "toJSON(null)", "toJSON('é\\n\"')", "toJSON(vars.LONG)", "toJSON(matrix.include.*.tags)", "fromJSON('1e400')", "fromJSON('1E+15')", "toJSON(1e21)", "toJSON(NaN)", "toJSON(Infinity)", "toJSON(-0)", "fromJSON(toJSON(github)).ref", "fromJSON('\"\\ud83d\\ude00\"')", "toJSON(fromJSON('[]'))", "toJSON(fromJSON('{}'))", "contains('a', 'b',)", "join(matrix.list,)", "success(,)",
    "(matrix.nested.* || github)[0]", "(matrix.nothing || matrix.include.*).z", "case(true, matrix.include.*, 1).z", "(matrix.include.* && matrix.include.*.z)[0]", "((((((1))))))", "(" * 20 + "1" + ")" * 20, "(" * 60 + "1" + ")" * 60, "!" * 20 + "true", "!" * 60 + "true", "github" + ".a" * 20, "github" + ".a" * 70, " && ".join(["true"] * 60), " || ".join(["false"] * 60), " == ".join(["true"] * 60), "'" + "x" * 20000 + "' == 'x'", "'" + "x" * 22000 + "' == 'x'",
]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def string(self):
        return "'" + self.random.choice(STRINGS).replace("'", "''") + "'"

    def leaf(self):
        r = self.random
        kind = r.random()
        if kind < 0.4:
            return r.choice(PATHS)
        if kind < 0.65:
            return self.string()
        if kind < 0.85:
            return r.choice(NUMBERS)
        return r.choice(["true", "false", "null"])

    def call(self, depth):
        r = self.random
        x = lambda: self.any(depth - 1)
        name = r.choice(["contains", "startsWith", "endsWith", "format", "join", "toJSON", "fromJSON", "case", "status"])
        spelled = r.choice([name, name, name, name.lower(), name.upper()])
        if name in ("contains", "startsWith", "endsWith"):
            return f"{spelled}({x()}, {x()})"
        if name == "format":
            arguments = [x() for _ in range(r.randint(0, 3))]
            pieces = r.choices(["{%d}" % i for i in range(len(arguments))] + ["{{", "}}", "a", " ", "-", "v"], k=r.randint(0, 6))
            if r.random() < 0.1:
                pieces.append(r.choice(["{", "}", "{9}", "{x}"]))
            return f"{spelled}('{''.join(pieces)}'{''.join(', ' + a for a in arguments)})"
        if name == "join":
            return f"{spelled}({x()})" if r.random() < 0.4 else f"{spelled}({x()}, {r.choice([self.string(), x()])})"
        if name == "toJSON":
            return f"{spelled}({x()})"
        if name == "fromJSON":
            text = r.choice(JSON if r.random() < 0.85 else BAD_JSON).replace("'", "''")
            return f"{spelled}('{text}')" + r.choice(["", "", ".a", ".a.d", "[0]", ".*", ".a.d[2]", "[2].k", ".A", ".*.k", ".include.*.os"])
        if name == "status":
            return r.choice(["success()", "failure()", "always()", "cancelled()"])
        pairs = [f"{r.choice([self.comparison(depth - 1), 'true', 'false'])}, {x()}" for _ in range(r.randint(1, 2))]
        return f"{spelled}({', '.join(pairs)}, {x()})"

    def comparison(self, depth):
        return f"{self.part(depth)} {self.random.choice(['==', '!=', '<', '<=', '>', '>='])} {self.part(depth)}"

    def part(self, depth):
        """Something that can stand beside an operator; now and then without its brackets."""
        text = self.any(depth)
        return text if self.random.random() < 0.15 else f"({text})" if " " in text else text

    def any(self, depth):
        r = self.random
        if depth <= 0:
            return self.leaf()
        kind = r.random()
        if kind < 0.2:
            return self.leaf()
        if kind < 0.45:
            return self.call(depth)
        if kind < 0.65:
            return self.comparison(depth - 1)
        if kind < 0.85:
            return f"{self.part(depth - 1)} {r.choice(['&&', '||'])} {self.part(depth - 1)}"
        if kind < 0.93:
            return f"!{self.part(depth - 1)}"
        return f"({self.any(depth - 1)})" + r.choice(["", "", "[0]", ".x", ".*", "['ref']"])


def make(seed, count):
    """Expressions, each once."""
    m = Maker(seed)
    r = m.random
    texts = BAD + PATHS + NUMBERS + BIG
    texts += [f"{a} {op} {b}" for a in BIG for op, b in [("==", "'" + a + "'"), (">", "1")]]
    texts += ["'" + s.replace("'", "''") + "'" for s in STRINGS]
    texts += [f"'{s}' == {n}" for s in STRINGS if "'" not in s for n in ("0", "1", "true", "null")]
    texts += [f"toJSON({p})" for p in PATHS] + [f"fromJSON('{j}')" for j in JSON + BAD_JSON if "'" not in j] + [f"toJSON(fromJSON('{j}'))" for j in JSON]
    kinds = ["null", "true", "false", "0", "1", "''", "'1'", "'x'", "NaN", "matrix.list", "github", "matrix.nothing"]
    texts += [f"{a} {op} {b}" for a in kinds for b in kinds for op in ("==", "<", ">=")]
    texts = list(dict.fromkeys(texts))
    seen = set(texts)
    while len(texts) < count:
        text = m.any(r.choice([1, 2, 2, 3, 3, 4]))
        if r.random() < 0.05:
            at = r.randrange(len(text))
            text = text[:at] + r.choice(["", "'", "(", ")", ".", ",", " ", "!", "*", "[", "]", "&", "-", "1"]) + text[at + 1 :]
        if len(text) < 2000 and text not in seen:
            seen.add(text)
            texts.append(text)
    return [{"id": f"e{number}", "ask": "expression", "text": text, "context": CONTEXT} for number, text in enumerate(texts)]
