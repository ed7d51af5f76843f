"""The tree against the RFC's own definition, for every size up to 70."""

import pytest

from torg.kernel.merkle import (
    EMPTY_ROOT,
    CompactRange,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

SIZES = 70
LEAVES = [leaf_hash(f"post {number}".encode()) for number in range(SIZES)]
FOREIGN = leaf_hash(b"never in the log")


def defined_root(leaves: list[bytes]) -> bytes:
    """MTH as RFC 9162, 2.1.1 writes it, by recursion: slow and plain."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(defined_root(leaves[:split]), defined_root(leaves[split:]))


ROOTS = [defined_root(LEAVES[:size]) for size in range(SIZES + 1)]


def test_roots_are_those_that_other_logs_publish() -> None:
    """The eight leaves and roots that the CT reference implementations are tested with."""
    data = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    tree = CompactRange()
    for text, root in zip(data, roots, strict=True):
        tree.append(leaf_hash(bytes.fromhex(text)))
        assert tree.root().hex() == root


def test_appending_gives_the_defined_root_at_every_size() -> None:
    tree = CompactRange()
    assert tree.root() == ROOTS[0]
    for size, leaf in enumerate(LEAVES, start=1):
        tree.append(leaf)
        assert tree.size == size
        assert tree.root() == ROOTS[size] == root_of(LEAVES[:size])
        assert CompactRange(size, list(tree.peaks)).root() == ROOTS[size]


@pytest.mark.parametrize("size", range(1, SIZES + 1))
def test_every_leaf_is_proven_and_nothing_else(size: int) -> None:
    for index in range(size):
        leaf, path = LEAVES[index], inclusion_proof(LEAVES[:size], index)
        assert verify_inclusion(leaf, index, size, path, ROOTS[size])
        assert not verify_inclusion(FOREIGN, index, size, path, ROOTS[size])
        assert not verify_inclusion(leaf, index, size, path, ROOTS[size - 1])
        assert not verify_inclusion(leaf, index, size, [*path, FOREIGN], ROOTS[size])
        if path:
            assert not verify_inclusion(leaf, index, size, path[:-1], ROOTS[size])
            assert not verify_inclusion(leaf, index, size, [FOREIGN, *path[1:]], ROOTS[size])


@pytest.mark.parametrize("size", range(1, 25))
def test_a_proof_holds_for_one_position_only(size: int) -> None:
    for index in range(size):
        path = inclusion_proof(LEAVES[:size], index)
        held = [
            other
            for other in range(-1, size + 2)
            if verify_inclusion(LEAVES[index], other, size, path, ROOTS[size])
        ]
        assert held == [index]


@pytest.mark.parametrize("size", range(1, SIZES + 1))
def test_every_older_tree_is_shown_to_be_a_beginning(size: int) -> None:
    for old in range(1, size + 1):
        proof = consistency_proof(LEAVES[:size], old)
        assert verify_consistency(old, size, ROOTS[old], ROOTS[size], proof)
        assert not verify_consistency(old, size, FOREIGN, ROOTS[size], proof)
        assert not verify_consistency(old, size, ROOTS[old], FOREIGN, proof)
        assert not verify_consistency(old, size, ROOTS[old], ROOTS[size], [*proof, FOREIGN])
        for place in range(len(proof)):
            bent = [*proof[:place], FOREIGN, *proof[place + 1 :]]
            assert not verify_consistency(old, size, ROOTS[old], ROOTS[size], bent)
            short = proof[:place] + proof[place + 1 :]
            assert not verify_consistency(old, size, ROOTS[old], ROOTS[size], short)


def test_a_changed_beginning_cannot_be_shown_consistent() -> None:
    for old in range(1, 33):
        for place in range(old):
            bent = [*LEAVES[:place], FOREIGN, *LEAVES[place + 1 : 33]]
            proof = consistency_proof(bent, old)
            assert not verify_consistency(old, 33, ROOTS[old], root_of(bent), proof)


def test_what_is_not_in_the_tree_has_no_proof() -> None:
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES[:3], 3)
    with pytest.raises(IndexError):
        consistency_proof(LEAVES[:3], 0)
    with pytest.raises(IndexError):
        consistency_proof(LEAVES[:3], 4)
    assert not verify_consistency(0, 3, ROOTS[0], ROOTS[3], [])
    assert not verify_consistency(2, 3, ROOTS[2], ROOTS[3], [])
    assert not verify_consistency(3, 4, ROOTS[3], ROOTS[4], [])


def test_peaks_that_cannot_make_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="peaks"):
        CompactRange(3, [FOREIGN])
    with pytest.raises(ValueError, match="32 bytes"):
        CompactRange(1, [b"short"])
