"""RFC 6962 section 2.1: known trees, the definition itself as an oracle, and what no proof may survive."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.receipts.merkle import Frontier, audit_path, leaf_hash, node_hash, root_from

# The inputs and roots of the tests of Certificate Transparency.
INPUTS = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATH_OF_FIRST = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]


def split(size: int) -> int:
    """The largest power of two smaller than *size*."""
    return 1 << (size - 1).bit_length() - 1


def tree_hash(data: list[bytes]) -> bytes:
    if not data:
        return hashlib.sha256().digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    k = split(len(data))
    return hashlib.sha256(b"\x01" + tree_hash(data[:k]) + tree_hash(data[k:])).digest()


def path_of(index: int, data: list[bytes]) -> list[bytes]:
    if len(data) <= 1:
        return []
    k = split(len(data))
    if index < k:
        return [*path_of(index, data[:k]), tree_hash(data[k:])]
    return [*path_of(index - k, data[k:]), tree_hash(data[:k])]


def root_of(data: list[bytes]) -> bytes:
    tree = Frontier()
    for item in data:
        tree.add(leaf_hash(item))
    return tree.root()


def joined(data: list[bytes]) -> bytes:
    return b"".join(map(leaf_hash, data))


@pytest.mark.parametrize("size", range(9))
def test_the_trees_of_certificate_transparency_have_their_roots(size):
    assert root_of(INPUTS[:size]).hex() == tree_hash(INPUTS[:size]).hex() == ROOTS[size]


def test_the_first_of_eight_leaves_has_its_known_path():
    assert [item.hex() for item in audit_path(joined(INPUTS), 0)] == PATH_OF_FIRST


@pytest.mark.parametrize("size", [*range(1, 34), 63, 64, 65, 100])
def test_every_root_and_path_is_that_of_the_definition(size):
    data = [bytes([number, size]) for number in range(size)]

    assert root_of(data) == tree_hash(data)
    for index in range(size):
        assert audit_path(joined(data), index) == path_of(index, data)


@pytest.mark.parametrize("index", [-1, 3])
def test_a_leaf_that_is_not_there_has_no_path(index):
    with pytest.raises(IndexError):
        audit_path(joined(INPUTS[:3]), index)


trees = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


@given(trees, st.data())
def test_every_leaf_of_a_tree_proves(data, draw):
    index = draw.draw(st.integers(0, len(data) - 1))

    found = root_from(leaf_hash(data[index]), index, len(data), audit_path(joined(data), index))

    assert found == root_of(data)


@given(trees, st.data())
def test_a_proof_with_one_bit_flipped_does_not_lead_to_the_root(data, draw):
    index = draw.draw(st.integers(0, len(data) - 1))
    parts = [leaf_hash(data[index]), *audit_path(joined(data), index)]
    which, bit = draw.draw(st.integers(0, len(parts) - 1)), draw.draw(st.integers(0, 255))
    parts[which] = (int.from_bytes(parts[which], "big") ^ 1 << bit).to_bytes(32, "big")

    assert root_from(parts[0], index, len(data), parts[1:]) != root_of(data)


@given(st.integers(1, 70), st.data())
def test_a_proof_holds_at_its_own_index_alone(size, draw):
    data = [bytes([number]) for number in range(size)]
    index = draw.draw(st.integers(0, size - 1))
    other = draw.draw(st.integers(-2, size + 2).filter(lambda number: number != index))

    assert root_from(leaf_hash(data[index]), other, size, audit_path(joined(data), index)) != root_of(data)


@given(trees, st.data())
def test_a_path_that_is_longer_shorter_or_turned_round_does_not_prove(data, draw):
    index = draw.draw(st.integers(0, len(data) - 1))
    path = audit_path(joined(data), index)
    changed = draw.draw(
        st.sampled_from([path[:-1], path[1:], [*path, bytes(32)], [bytes(32), *path], path[::-1], path + path])
    )

    leaf = leaf_hash(data[index])
    assert changed == path or root_from(leaf, index, len(data), changed) != root_of(data)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40, unique=True), st.data())
def test_removing_adding_altering_or_swapping_a_leaf_changes_the_root(data, draw):
    index = draw.draw(st.integers(0, len(data) - 1))
    other = draw.draw(st.integers(0, len(data) - 1))
    new = draw.draw(st.binary(max_size=8).filter(lambda item: item not in data))
    swapped = list(data)
    swapped[index], swapped[other] = swapped[other], swapped[index]
    before = root_of(data)

    assert root_of(data[:index] + data[index + 1 :]) != before
    assert root_of([*data[:index], new, *data[index:]]) != before
    assert root_of([*data[:index], new, *data[index + 1 :]]) != before
    assert root_of([*data[:index], data[index], *data[index:]]) != before
    assert index == other or root_of(swapped) != before


def test_a_node_is_no_leaf():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")

    assert leaf_hash(left + right) != node_hash(left, right)
    assert leaf_hash(b"\x01" + left + right) != node_hash(left, right)
