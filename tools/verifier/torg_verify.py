#!/usr/bin/env python3
"""Check an export of a Torg ledger, or the proof of one entry, without Torg.

One file, the standard library only (Python 3.9 or later). It shares no code with Torg: what
it knows is docs/explanation/ledger.md, RFC 9162 section 2.1 (the tree), RFC 8032
(Ed25519) and C2SP signed-note (the checkpoints). `cryptography` is used for speed where it
is installed; `--plain` does without.

    python torg_verify.py EXPORT [--against CHECKPOINT]... [--key KEY] [--json]
    python torg_verify.py bevis-17.json --key KEY

Exit code 0: whole. 1: something is wrong, and it is named. 2: could not be checked.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from pathlib import Path

FORMAT = "torg.ledger-export/1"
DISPOSED = "ledger.content_disposed"
HEX = re.compile(r"[0-9a-f]*")
ENTRY_KEYS = {
    "v", "municipality", "seq", "at", "verb", "summary", "direction", "actor", "about", "facts",
    "content",
}  # fmt: skip


# ---- the tree, RFC 9162 section 2.1 ----


def sha(data):
    return hashlib.sha256(data).digest()


def leaf_of(data):
    """Section 2.1.1."""
    return sha(b"\x00" + data)


def node_of(left, right):
    """Section 2.1.1."""
    return sha(b"\x01" + left + right)


def split_of(width):
    """k: the largest power of two smaller than the width."""
    k = 1
    while k * 2 < width:
        k *= 2
    return k


class Tree:
    """Every perfect subtree's hash by height, so that any older root is a few lookups away."""

    def __init__(self):
        self.heights = [[]]

    def __len__(self):
        return len(self.heights[0])

    def add(self, leaf):
        row, height = self.heights[0], 0
        row.append(leaf)
        while len(row) % 2 == 0:
            parent = node_of(row[-2], row[-1])
            height += 1
            if height == len(self.heights):
                self.heights.append([])
            row = self.heights[height]
            row.append(parent)

    def over(self, start, stop):
        """MTH(D[start:stop])."""
        width = stop - start
        if width & (width - 1) == 0 and start % width == 0:
            height = width.bit_length() - 1
            return self.heights[height][start >> height]
        k = split_of(width)
        return node_of(self.over(start, start + k), self.over(start + k, stop))

    def root(self, size):
        return self.over(0, size) if size else sha(b"")

    def path(self, index, start, stop):
        """PATH(m, D[n]), section 2.1.3.1."""
        if stop - start == 1:
            return []
        k = start + split_of(stop - start)
        if index < k:
            return [*self.path(index, start, k), self.over(k, stop)]
        return [*self.path(index, k, stop), self.over(start, k)]

    def inclusion(self, index, size):
        return self.path(index, 0, size)

    def consistency(self, old, size):
        """PROOF(m, D[n]), section 2.1.4.1."""
        return self.subproof(old, 0, size, True)

    def subproof(self, old, start, stop, known):
        if old == stop:
            return [] if known else [self.over(start, stop)]
        k = start + split_of(stop - start)
        if old <= k:
            return [*self.subproof(old, start, k, known), self.over(k, stop)]
        return [*self.subproof(old, k, stop, False), self.over(start, k)]


def root_by_path(leaf, index, size, path):
    """The root that the path leads to; ValueError when it is too short or too long."""
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    rest = list(path)
    root = _up(leaf, index, size, rest)
    if rest:
        raise ValueError("the path is too long")
    return root


def _up(leaf, index, size, rest):
    if size == 1:
        return leaf
    if not rest:
        raise ValueError("the path is too short")
    beside, k = rest.pop(), split_of(size)
    if index < k:
        return node_of(_up(leaf, index, k, rest), beside)
    return node_of(beside, _up(leaf, index - k, size - k, rest))


def roots_by_proof(old_root, old, size, proof):
    """Both roots that the proof leads to; ValueError when it does not fit the sizes."""
    if not 0 < old <= size:
        raise ValueError("no such older tree")
    rest = list(proof)
    roots = _both(old_root, old, size, rest, True)
    if rest:
        raise ValueError("the proof is too long")
    return roots


def _both(old_root, old, size, rest, known):
    if old == size and known:
        return old_root, old_root
    if not rest:
        raise ValueError("the proof is too short")
    beside = rest.pop()
    if old == size:
        return beside, beside
    k = split_of(size)
    if old <= k:
        before, now = _both(old_root, old, k, rest, known)
        return before, node_of(now, beside)
    before, now = _both(old_root, old - k, size - k, rest, False)
    return node_of(beside, before), node_of(beside, now)


# ---- Ed25519, RFC 8032 section 5.1.7, in plain arithmetic ----

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _plus(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point):
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _plus(found, point)
        point, number = _plus(point, point), number >> 1
    return found


def _x_of(y, sign):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("not a point")
    return P - x if x & 1 != sign else x


def _point(packed):
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _x_of(y, sign)
    return x, y, 1, x * y % P


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (_x_of(BASE_Y, 0), BASE_Y, 1, _x_of(BASE_Y, 0) * BASE_Y % P)


def signed_plain(public, signature, text):
    """Whether the key signed the text."""
    if len(public) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    try:
        key, r = _point(public), _point(signature[:32])
    except ValueError:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % Q
    left, right = _times(s, BASE), _plus(r, _times(h, key))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return s < Q and same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


def signed_fast(public, signature, text):
    """The same by `cryptography`."""
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ed25519

    signed = signed_fast
except ImportError:
    signed = signed_plain


# ---- keys and checkpoints, C2SP signed-note and tlog-checkpoint ----


class Key:
    """A verifier key: name+id+base64(0x01 and 32 bytes)."""

    check = staticmethod(signed)

    def __init__(self, text):
        self.name, self.id, packed = text.strip().split("+", 2)
        raw = base64.b64decode(packed, validate=True)
        self.public = raw[1:]
        named = sha(self.name.encode() + b"\n" + raw)[:4].hex()
        if raw[:1] != b"\x01" or len(raw) != 33 or self.id != named or str(self) != text.strip():
            raise ValueError("not an Ed25519 verifier key")

    def __str__(self):
        packed = base64.b64encode(b"\x01" + self.public).decode()
        return f"{self.name}+{self.id}+{packed}"


def claim_of(note, key):
    """(size, root) of a checkpoint signed by the key. ValueError when it is not one."""
    text, gap, tail = note.rpartition("\n\n")
    if not gap:
        raise ValueError("no signature")
    text += "\n"
    if not any(_signs(line, text, key) for line in tail.split("\n")):
        raise ValueError("not signed by the key")
    lines = text.split("\n")
    size, root = int(lines[1]), base64.b64decode(lines[2], validate=True)
    told = [key.name, str(size), base64.b64encode(root).decode()]
    if len(lines) != 5 or lines[:3] != told or not lines[3].startswith("time "):
        raise ValueError("not written as a checkpoint")
    return size, root


def _signs(line, text, key):
    start = f"\N{EM DASH} {key.name} "
    if not line.startswith(start):
        return False
    packed = line[len(start) :]
    raw = base64.b64decode(packed, validate=True)
    same = base64.b64encode(raw).decode() == packed and raw[:4].hex() == key.id
    return same and key.check(key.public, raw[4:], text.encode())


# ---- an export ----


class Reader:
    """Reads an export once, line by line, and collects what is wrong."""

    def __init__(self, key=None, notes=()):
        self.given, self.key, self.notes = key, key, notes
        self.tree, self.claims, self.problems = Tree(), [], []
        self.line = self.last = self.checkpoints = 0
        self.municipality = None
        self.missing, self.present, self.disposed = {}, {}, {}
        self.sum, self.ended = hashlib.sha256(), False

    def say(self, kind, seq, text, line=None):
        self.problems.append(
            {"kind": kind, "seq": seq, "line": self.line if line is None else line, "text": text}
        )

    def read(self, lines):
        """lines: an iterable of bytes, each with its newline."""
        for raw in lines:
            self.line += 1
            try:
                told = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique)
                if not isinstance(told, dict) or not raw.endswith(b"\n") or self.ended:
                    raise ValueError("not one line of an export")
                self.take(told)
            except (ValueError, KeyError, TypeError, AttributeError):
                self.unreadable()
            self.sum.update(raw)
        self.finish()
        return self

    def unreadable(self):
        if self.line > 1 and not self.checkpoints:
            self.last += 1
            self.tree.add(leaf_of(b""))
            self.say("line", self.last, f"Rad {self.line} (post {self.last}) går inte att läsa.")
        else:
            self.say("line", None, f"Rad {self.line} går inte att läsa.")

    def take(self, told):
        if self.line == 1:
            self.head(told)
        elif "checkpoint" in told:
            self.checkpoint(told)
        elif "sha256" in told:
            self.end(told)
        else:
            self.entry(told)

    def head(self, told):
        if set(told) != {"format", "origin", "key"} or told["format"] != FORMAT:
            raise ValueError("another format")
        try:
            own = Key(told["key"]) if told["key"] else None
        except ValueError:
            own = None
            self.say("key", None, "Exportens nyckel går inte att läsa.")
        self.key = self.given or own
        if self.given and own and str(own) != str(self.given):
            self.say("key", None, "Exportens nyckel är en annan än den som angavs.")
        if own and own.name != told["origin"]:
            self.say("key", None, "Exportens nyckel hör till en annan logg.")

    def entry(self, told):
        data, body = _bytes(told, "entry"), _bytes(told, "content")
        names = {name.partition("_")[0] for name in told}
        if names != {"seq", "entry", "leaf", "salt", "content"} or data is None:
            raise ValueError("not an entry")
        seq, due = told["seq"], self.last + 1
        if type(seq) is not int:
            raise ValueError("not a number")
        if seq != due:
            self.say("sequence", due, f"Efter post {self.last} kommer post {seq}.")
        # A number that was damaged must not make all that follow look misplaced.
        self.last = seq if due < seq < due + 1_000_000 else due
        leaf = leaf_of(data)
        self.tree.add(leaf)
        if leaf.hex() != told["leaf"]:
            self.say(
                "leaf",
                due if seq < due else seq,
                f"Post {seq}: bytes och kontrollsumma skiljer sig.",
            )
        content = self.columns(seq, data)
        self.content(seq, content, told["salt"], body)

    def columns(self, seq, data):
        """What the entry says of itself; its content hash, or None when it cannot be read."""
        try:
            said = json.loads(data.decode("utf-8"), object_pairs_hook=_unique)
            # First, so that damage to the rest does not blame the text that was disposed of.
            if said["verb"] == DISPOSED:
                self.disposed[int(said["facts"]["entry"])] = seq
            if set(said) != ENTRY_KEYS or said["v"] != 1 or not isinstance(said["content"], str):
                raise ValueError("another form")
            self.municipality = self.municipality or said["municipality"]
            if (said["seq"], said["municipality"]) != (seq, self.municipality):
                self.say("entry", seq, f"Post {seq} säger att den är post {said['seq']}.")
        except (ValueError, KeyError, TypeError):
            self.say("entry", seq, f"Post {seq}: det som är hashat går inte att läsa.")
            return None
        return said["content"]

    def content(self, seq, content, salt, body):
        if salt is None or body is None:
            if content:
                self.missing[seq] = self.line
            return
        self.present[seq] = self.line
        right = len(salt) == 64 and HEX.fullmatch(salt)
        if not right or sha(bytes.fromhex(salt) + body).hex() != content:
            self.say("content", seq, f"Post {seq}: texten är inte den som posten skrevs med.")

    def checkpoint(self, told):
        self.checkpoints += 1
        if set(told) != {"checkpoint"}:
            raise ValueError("not a checkpoint")
        self.claim(told["checkpoint"], self.line)

    def claim(self, note, line):
        if self.key is None:
            return
        try:
            self.claims.append((*claim_of(note, self.key), line))
        except ValueError:
            found = re.match(r"[^\n]*\n(\d{1,18})\n", note)
            seq = int(found.group(1)) if found else None
            self.say("signature", seq, "En kontrollpunkt är inte signerad med nyckeln.", line)

    def end(self, told):
        self.ended = True
        if set(told) != {"entries", "checkpoints", "sha256"}:
            raise ValueError("not an end")
        if told["sha256"] != self.sum.hexdigest():
            self.say(
                "checksum", None, "Filen är ändrad: kontrollsumman i sista raden stämmer inte."
            )
        if told["entries"] > self.last:
            self.say("sequence", self.last + 1, f"Post {self.last + 1} och framåt saknas.")
        elif told["entries"] < self.last:
            self.say("end", None, f"Sista raden säger {told['entries']} poster.")
        if told["checkpoints"] != self.checkpoints:
            self.say("end", None, "Kontrollpunkter saknas eller har lagts till.")

    def finish(self):
        if not self.ended:
            self.say("end", None, "Filen slutar mitt i: sista raden saknas.")
        if self.key is None and (self.checkpoints or self.notes):
            self.say("key", None, "Det finns kontrollpunkter, men ingen nyckel att pröva dem med.")
        for note in self.notes:
            self.claim(note.strip() + "\n", 0)
        for seq in sorted(set(self.missing) - set(self.disposed)):
            text = f"Post {seq}: texten är borta, men ingen gallring är antecknad."
            self.say("content", seq, text, self.missing[seq])
        for seq in sorted(set(self.present) & set(self.disposed)):
            text = f"Post {seq}: texten finns kvar, fast den är antecknad som gallrad."
            self.say("content", seq, text, self.present[seq])
        self.roots()

    def roots(self):
        held = 0
        for size, root, line in sorted(self.claims):
            if size > len(self.tree):
                text = f"Loggen har varit {size} poster lång men är nu {len(self.tree)}."
                self.say("checkpoint", size, text, line)
            elif self.tree.root(size) != root:
                text = f"Någon av posterna {held + 1}–{size} har ändrats efter att de signerades."
                self.say("root", size, text, line)
            else:
                held = size

    def report(self):
        size = len(self.tree)
        return {
            "ok": not self.problems, "entries": size, "root": self.tree.root(size).hex(),
            "checkpoints": len(self.claims), "disposed": len(self.missing),
            "key": str(self.key or ""), "key_from_outside": self.given is not None,
            "problems": self.problems,
        }  # fmt: skip


def _unique(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _bytes(told, name):
    """Text as UTF-8; bytes that are no text stand as base64 under another name."""
    if name in told:
        return None if told[name] is None else told[name].encode("utf-8")
    return base64.b64decode(told[f"{name}_base64"], validate=True)


# ---- the proof of one entry ----


def check_proof(told, key):
    """Problems of a bevis-N.json; the key is the caller's, or the proof's own."""
    problems = []
    try:
        key = key or Key(told["key"])
        size, root = claim_of(told["checkpoint"], key)
        leaf = leaf_of(told["entry"].encode("utf-8"))
        path = [bytes.fromhex(step) for step in told["path"]]
        if leaf.hex() != told["leaf"]:
            problems.append("Posten ger inte den kontrollsumma som anges.")
        if root_by_path(leaf, told["position"], size, path) != root:
            problems.append("Beviset leder inte till kontrollpunktens rot.")
        if json.loads(told["entry"])["seq"] != told["position"] + 1:
            problems.append("Posten står inte på den plats som anges.")
    except (ValueError, KeyError, TypeError) as error:
        problems.append(f"Beviset går inte att pröva: {error}.")
    return problems


# ---- the command ----


def main(words):
    ask = argparse.ArgumentParser(description="Pröva en export av Torgs logg, eller ett bevis.")
    ask.add_argument("file")
    ask.add_argument("--against", action="append", default=[], metavar="CHECKPOINT")
    ask.add_argument("--key", default="", help="den publika nyckeln, som text eller fil")
    ask.add_argument("--json", action="store_true")
    ask.add_argument("--plain", action="store_true", help="utan biblioteket cryptography")
    given = ask.parse_args(words)
    if given.plain:
        Key.check = staticmethod(signed_plain)
    try:
        key = Key(_text_of(given.key)) if given.key else None
        notes = [_text_of(name) for name in given.against]
        with Path(given.file).open("rb") as file:
            first = file.readline()
            if b'"path"' in first or not first.rstrip().endswith(b"}"):
                return _tell_proof(json.loads(first + file.read()), key)
            file.seek(0)
            report = Reader(key, notes).read(file).report()
    except (OSError, ValueError) as error:
        print(f"KUNDE INTE PRÖVAS: {error}", file=sys.stderr)
        return 2
    _tell(report, as_json=given.json)
    return 0 if report["ok"] else 1


def _text_of(name):
    if "+" in name and "\n" not in name and name.count("+") >= 2:
        return name
    return Path(name).read_text(encoding="utf-8")


def _tell_proof(told, key):
    problems = check_proof(told, key)
    print("\n".join(["FEL.", *problems]) if problems else f"HÅLLER. Post {told['position'] + 1}.")
    return 1 if problems else 0


def _tell(report, *, as_json):
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
        return
    if report["ok"]:
        print(f"ORÖRD. {report['entries']} poster, {report['checkpoints']} kontrollpunkter.")
    else:
        print(f"FEL. {len(report['problems'])} fel i en export med {report['entries']} poster.")
        for problem in report["problems"]:
            print(f"  [{problem['kind']}] rad {problem['line']}: {problem['text']}")
    if report["disposed"]:
        print(f"  {report['disposed']} texter är gallrade; deras poster står kvar.")
    print(f"  rot {report['root']}")
    if not report["key_from_outside"]:
        print(
            "  Nyckeln togs ur filen själv. Ange --key med nyckeln så som du fick den av kommunen."
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
