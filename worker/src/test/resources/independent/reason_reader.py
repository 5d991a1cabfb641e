"""Scores rows with a published bundle and says why, from what contracts/README.md says ("Encoding", "Golden vectors",
"Calibration", "Reasons") and the bundle's folder; it knows nothing else of the factory, and no library but Python's own.

Usage: python3 reason_reader.py BUNDLE_FOLDER ROWS HOW_MANY

ROWS is a file with a JSON object a line (- for standard input): a value for each feature, null where there is none.
Prints a JSON object a line: margin, score, and of the features that raise the score the HOW_MANY that do most.
"""
import json
import math
import re
import struct
import sys
from pathlib import Path

LEAF = -1


def float32(number):
    return struct.unpack("<f", struct.pack("<f", number))[0]


class Tree:
    """Node 0 is the root; a node without children is a leaf. Cover is how much of the training came by."""

    def __init__(self, nodes):
        self.left = [LEAF] * nodes
        self.right = [LEAF] * nodes
        self.feature = [0] * nodes
        self.value = [0.0] * nodes
        self.cover = [0.0] * nodes
        self.goes_left = [None] * nodes

    def next(self, node, row):
        return self.left[node] if self.goes_left[node](row[self.feature[node]]) else self.right[node]

    def leaf(self, row):
        node = 0
        while self.left[node] != LEAF:
            node = self.next(node, row)
        return self.value[node]

    def expected(self, node=0):
        if self.left[node] == LEAF:
            return self.value[node]
        return sum(self.share(child, node) * self.expected(child) for child in (self.left[node], self.right[node]))

    def share(self, child, node):
        both = self.cover[self.left[node]] + self.cover[self.right[node]]
        return self.cover[child] / both if both > 0 else 0.5

    def add_contributions(self, row, sums):
        """Algorithm 2 of Lundberg et al., Consistent Individualized Feature Attribution for Tree Ensembles (2018)."""

        def walk(node, path, zero, one, feature):
            if zero == 0 and one == 0:
                return
            path = extended(path, zero, one, feature)
            if self.left[node] == LEAF:
                for place in range(1, len(path)):
                    weight = sum(element[3] for element in unwound(path, place))
                    sums[path[place][0]] += weight * (path[place][2] - path[place][1]) * self.value[node]
                return
            split = self.feature[node]
            zero, one = 1.0, 1.0
            for place in range(1, len(path)):
                if path[place][0] == split:
                    zero, one = path[place][1], path[place][2]
                    path = unwound(path, place)
                    break
            taken = self.next(node, row)
            for child in (self.left[node], self.right[node]):
                walk(child, path, zero * self.share(child, node), one if child == taken else 0.0, split)

        walk(0, [], 1.0, 1.0, None)


def extended(path, zero, one, feature):
    """Each element: feature, the share that passes without it, whether it passes with it, weight of the sets by size."""
    path = [list(element) for element in path] + [[feature, zero, one, 0.0 if path else 1.0]]
    last = len(path) - 1
    for i in range(last - 1, -1, -1):
        path[i + 1][3] += one * path[i][3] * (i + 1) / (last + 1)
        path[i][3] = zero * path[i][3] * (last - i) / (last + 1)
    return path


def unwound(path, place):
    path = [list(element) for element in path]
    last = len(path) - 1
    _, zero, one, _ = path[place]
    carried = path[last][3]
    for i in range(last - 1, -1, -1):
        if one != 0:
            before = path[i][3]
            path[i][3] = carried * (last + 1) / ((i + 1) * one)
            carried = before - path[i][3] * zero * (last - i) / (last + 1)
        else:
            path[i][3] = path[i][3] * (last + 1) / (zero * (last - i))
    for i in range(place, last):
        path[i][:3] = path[i + 1][:3]
    return path[:last]


class Trees:
    """A sum of trees, in 32 bits where each sum is rounded to them."""

    def __init__(self, trees, base, in_32_bits):
        self.trees, self.base, self.in_32_bits = trees, base, in_32_bits

    def margin(self, row):
        margin = self.base
        for tree in self.trees:
            margin += tree.leaf(row)
            margin = float32(margin) if self.in_32_bits else margin
        return margin

    def contributions(self, row):
        sums = [0.0] * len(row)
        for tree in self.trees:
            tree.add_contributions(row, sums)
        return sums

    def expected(self):
        return self.base + sum(tree.expected() for tree in self.trees)


class Ubjson:
    """https://ubjson.org, as far as models use it."""

    NUMBERS = {"i": ">b", "U": ">B", "I": ">h", "l": ">i", "L": ">q", "d": ">f", "D": ">d"}
    CONSTANTS = {"T": 1, "F": 0, "Z": None}

    def __init__(self, content):
        self.content, self.at = content, 0

    def take(self, count):
        self.at += count
        return self.content[self.at - count : self.at]

    def character(self):
        return self.take(1).decode("ascii")

    def text(self, kind):
        return self.take(self.value(kind)).decode("utf-8")

    def value(self, kind=None):
        kind = kind or self.character()
        if kind in self.NUMBERS:
            layout = self.NUMBERS[kind]
            return struct.unpack(layout, self.take(struct.calcsize(layout)))[0]
        if kind in self.CONSTANTS:
            return self.CONSTANTS[kind]
        return {"C": self.character, "S": lambda: self.text(None), "[": self.list, "{": self.object}[kind]()

    def list(self):
        kind, head = None, self.character()
        if head == "$":
            kind, head = self.character(), self.character()
        if head == "#":
            return [self.value(kind) for _ in range(self.value())]
        elements = []
        while head != "]":
            elements.append(self.value(head))
            head = self.character()
        return elements

    def object(self):
        members, head = {}, self.character()
        while head != "}":
            name = self.text(head)
            members[name] = self.value()
            head = self.character()
        return members


def xgboost(folder, descriptor):
    model = Ubjson((folder / "model.ubj").read_bytes()).value()["learner"]["gradient_booster"]["model"]
    return Trees([xgboost_tree(tree) for tree in model["trees"]], descriptor["structure"]["base_margin"], True)


def xgboost_tree(stored):
    tree = Tree(len(stored["left_children"]))
    tree.left, tree.right = stored["left_children"], stored["right_children"]
    tree.feature, tree.value, tree.cover = stored["split_indices"], stored["split_conditions"], stored["sum_hessian"]
    categories = {}
    for place, node in enumerate(stored["categories_nodes"]):
        begin = stored["categories_segments"][place]
        categories[node] = set(stored["categories"][begin : begin + stored["categories_sizes"][place]])
    for node in range(len(tree.left)):
        tree.goes_left[node] = xgboost_split(
            tree.value[node], stored["default_left"][node] == 1, categories.get(node, set()), stored["split_type"][node])
    return tree


def xgboost_split(threshold, default_left, listed, split_type):
    def goes_left(value):
        if math.isnan(value):
            return default_left
        return int(value) not in listed if split_type == 1 else value < threshold

    return goes_left


def lightgbm(folder, _):
    text = (folder / "model.txt").read_text("utf-8")
    blocks = re.findall(r"\nTree=\d+\n(.*?)(?=\nTree=|\nend of trees)", text, re.DOTALL)
    return Trees([lightgbm_tree(dict(re.findall(r"^(\w+)=(.*)$", block, re.MULTILINE))) for block in blocks], 0.0, False)


def lightgbm_tree(members):
    """Splits come first here; there a child below 0 is the leaf of its complement."""

    def numbers(name, kind=float):
        return [kind(text) for text in members.get(name, "").split()]

    leaves = int(members["num_leaves"])
    splits = leaves - 1
    tree = Tree(splits + leaves)
    tree.value[splits:] = numbers("leaf_value")
    tree.cover[splits:] = numbers("leaf_count") if splits else [1.0]
    if splits:
        tree.cover[:splits] = numbers("internal_count")
        tree.feature[:splits] = numbers("split_feature", int)
        for side, name in ((tree.left, "left_child"), (tree.right, "right_child")):
            side[:splits] = [child if child >= 0 else splits + ~child for child in numbers(name, int)]
        bounds, words = numbers("cat_boundaries", int), numbers("cat_threshold", int)
        for split, (threshold, kind) in enumerate(zip(numbers("threshold"), numbers("decision_type", int))):
            listed = words[bounds[int(threshold)] : bounds[int(threshold) + 1]] if kind & 1 else []
            tree.goes_left[split] = lightgbm_split(threshold, kind, listed)
    return tree


def lightgbm_split(threshold, kind, words):
    """As src/io/tree.cpp of LightGBM decides: bit 0 for categories, bit 1 for missing to the left, then the kind of missing."""
    missing_is_nan = kind >> 2 & 3 == 2

    def goes_left(value):
        if math.isnan(value) and missing_is_nan:
            return not kind & 1 and bool(kind & 2)
        value = 0.0 if math.isnan(value) else value
        if kind & 1:
            code = int(value)
            return code // 32 < len(words) and bool(words[code // 32] >> code % 32 & 1)
        return value <= threshold

    return goes_left


class Sum:
    """A logistic regression: one part a feature."""

    def __init__(self, folder, _):
        model = json.loads((folder / "model.json").read_text("utf-8"))
        self.intercept, self.features = model["intercept"], model["features"]

    def part(self, feature, value):
        if math.isnan(value):
            return feature["missing"]
        if "coefficients" in feature:
            known = int(value) < len(feature["coefficients"])
            return feature["coefficients"][int(value)] if known else feature["missing"]
        return feature["coefficient"] * ((value - feature["mean"]) / feature["scale"]) if feature["scale"] else 0.0

    def margin(self, row):
        margin = self.intercept
        for feature, value in zip(self.features, row):
            margin += self.part(feature, value)
        return margin

    def contributions(self, row):
        return [self.part(feature, value) - feature["expected"] for feature, value in zip(self.features, row)]

    def expected(self):
        return self.intercept + sum(feature["expected"] for feature in self.features)


FORMATS = {"xgboost-ubj": xgboost, "lightgbm-text": lightgbm, "logistic-json": Sum}


def encoded(feature, cell):
    if cell is None:
        return math.nan
    if feature["type"] == "numeric":
        return float32(cell)
    return float(feature["categories"].index(cell)) if cell in feature["categories"] else math.nan


def probability(margin):
    return 1 / (1 + math.exp(-margin)) if margin > -700 else 0.0


def calibrated(calibration, score):
    if calibration is None:
        return score
    if calibration["method"] == "sigmoid":
        inside = min(max(score, 2.0**-149), 1 - 2.0**-25)
        return float32(probability(
            calibration["slope"] * math.log(inside / (1 - inside)) + calibration["intercept"]))
    points = [(float32(point["score"]), float32(point["probability"])) for point in calibration["points"]]
    reached = [point for point in points if point[0] <= score]
    beyond = points[len(reached) :]
    if not reached or not beyond:
        return (reached or points)[-1 if reached else 0][1]
    (x, y), (u, v) = reached[-1], beyond[0]
    return float32(min(v, y + (v - y) * ((score - x) / (u - x))))


def main(folder, rows, how_many):
    descriptor = json.loads((folder / "model_artifact.json").read_text("utf-8"))
    features = descriptor["features"]
    model = FORMATS[descriptor["format"]](folder, descriptor)
    for line in rows:
        row = json.loads(line)
        values = [encoded(feature, row[feature["name"]]) for feature in features]
        margin = model.margin(values)
        contributions = model.contributions(values)
        reasons = sorted(
            ((added, feature) for added, feature in zip(contributions, features) if added > 0),
            key=lambda reason: -reason[0])
        print(json.dumps({
            "margin": margin,
            "score": calibrated(descriptor.get("calibration"), float32(probability(margin))),
            "sum": model.expected() + sum(contributions),
            "reasons": [
                {"feature": feature["name"], "contribution": added, "text": feature.get("reason_text")}
                for added, feature in reasons[:how_many]],
        }))


if __name__ == "__main__":
    source = sys.stdin if sys.argv[2] == "-" else open(sys.argv[2], encoding="utf-8")
    main(Path(sys.argv[1]), source, int(sys.argv[3]))
