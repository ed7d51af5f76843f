"""The Merkle tree of RFC 9162 (Certificate Transparency 2.0), section 2.1.

Two views of the same tree: `CompactRange` keeps only the peaks (the roots of the
perfect subtrees that the size is made of), so that one more leaf costs O(log n);
the functions over all leaf hashes make proofs. Hashes are 32 bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf: SHA-256 of 0x00 and the data (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of 0x01, left and right (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class CompactRange:
    """A tree of `size` leaves, known by its peaks, the widest first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Raise ValueError when the number or length of the peaks cannot fit the size."""
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"{len(self.peaks)} peaks cannot make a tree of {self.size} leaves")
        if any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise ValueError("a peak is not 32 bytes")

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the end."""
        self._add(leaf, 1)

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Add leaf hashes in their order: the same tree as one `append` for each, made in
        whole subtrees at a time."""
        at = 0
        while at < len(leaves):
            width = 1 << (len(leaves) - at).bit_length() - 1
            if self.size:
                width = min(width, self.size & -self.size)
            self._add(_perfect(leaves[at : at + width]), width)
            at += width

    def _add(self, root: bytes, width: int) -> None:
        """Add a perfect subtree of `width` leaves; the size is a multiple of it."""
        merging = self.size // width
        while merging & 1:
            root = node_hash(self.peaks.pop(), root)
            merging >>= 1
        self.peaks.append(root)
        self.size += width

    def root(self) -> bytes:
        """The root of the tree; of an empty tree, the hash of nothing."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in their order."""
    tree = CompactRange()
    tree.extend(leaves)
    return tree.root()


def _perfect(level: Sequence[bytes]) -> bytes:
    """The root over a power of two of leaf hashes."""
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return level[0]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The path that binds leaf `index` (from 0) to the root (RFC 9162, 2.1.3.1).

    Raises IndexError when there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} in a tree of {len(leaves)}")
    path: list[bytes] = []
    start, stop = 0, len(leaves)
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(root_of(leaves[middle:stop]))
            stop = middle
        else:
            path.append(root_of(leaves[start:middle]))
            start = middle
    path.reverse()
    return path


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether `path` shows that the leaf stands at `index` under `root` (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            found = node_hash(step, found)
        else:
            found = node_hash(found, step)
        position, last = _rise(position, last)
    return last == 0 and found == root


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """What shows that the first `old_size` leaves still stand unchanged (2.1.4.1).

    Raises IndexError unless 0 < old_size <= the number of leaves.
    """
    if not 0 < old_size <= len(leaves):
        raise IndexError(f"no older tree of {old_size} in a tree of {len(leaves)}")
    proof: list[bytes] = []
    start, stop, whole = 0, len(leaves), True
    while old_size != stop:
        middle = start + _split(stop - start)
        if old_size <= middle:
            proof.append(root_of(leaves[middle:stop]))
            stop = middle
        else:
            proof.append(root_of(leaves[start:middle]))
            start, whole = middle, False
    if not whole:
        proof.append(root_of(leaves[start:stop]))
    proof.reverse()
    return proof


def verify_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the newer tree begins with the older one (2.1.4.2)."""
    if not 0 < old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    steps = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not steps:
        return False
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(step, old), node_hash(step, new)
        else:
            new = node_hash(new, step)
        position, last = _rise(position, last)
    return last == 0 and old == old_root and new == new_root


def _rise(position: int, last: int) -> tuple[int, int]:
    """The position and the last position one step up; along the right edge, past the
    levels where the last node has no sibling and so was not hashed."""
    if position == last:
        while position and not position & 1:
            position, last = position >> 1, last >> 1
    return position >> 1, last >> 1


def _split(width: int) -> int:
    """The largest power of two smaller than `width` (width > 1)."""
    return 1 << (width - 1).bit_length() - 1
