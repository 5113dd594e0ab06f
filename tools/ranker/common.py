"""What the training scripts share."""

import hashlib


def in_tuning_half(set_name, key):
    """Whether a document, or a question without one, may be learned from."""
    return hashlib.sha256(f"{set_name}/{key}".encode()).digest()[0] < 128


def flat_trees(model):
    """The trees of a LightGBM model as `libs/domain/src/extraction/tree-ensemble.ts` reads them."""
    trees = []
    for info in model.booster_.dump_model()["tree_info"]:
        tree = dict(feature=[], threshold=[], left=[], right=[], leaf=[])

        def walk(node, tree=tree):
            if "leaf_value" in node:
                tree["leaf"].append(round(node["leaf_value"], 6))
                return -len(tree["leaf"])
            at = len(tree["feature"])
            tree["feature"].append(node["split_feature"])
            tree["threshold"].append(float(f"{node['threshold']:.6g}"))
            tree["left"].append(0)
            tree["right"].append(0)
            tree["left"][at] = walk(node["left_child"])
            tree["right"][at] = walk(node["right_child"])
            return at

        walk(info["tree_structure"])
        trees.append(tree)
    return trees
