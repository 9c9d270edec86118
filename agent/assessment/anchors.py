"""What each published DREAD level stands for, in words."""

from collections.abc import Mapping

from knowledge.vocabulary import DreadFactor

ANCHORS: Mapping[DreadFactor, Mapping[int, str]] = {
    DreadFactor.DAMAGE: {
        1: "a nuisance",
        3: "one person's low-value data, or a small cost",
        5: "sensitive data of some people, wrong decisions that can be put right, or a moderate bill",
        7: "regulated data, an action that cannot be undone, or the loss of the model",
        9: "people's safety, every customer at once, or control of the machines or the training",
    },
    DreadFactor.REPRODUCIBILITY: {
        1: "it works once, if at all",
        3: "it needs a rare state, or a moment during training",
        5: "it takes several tries, or a particular state",
        7: "it works within a few tries",
        9: "it works every time with a single input",
    },
    DreadFactor.EXPLOITABILITY: {
        1: "it takes physical access, a place in the supply chain, or research skill",
        3: "it takes someone inside with special rights",
        5: "it takes a signed-in person with some skill",
        7: "it takes an account that anyone can get, or text that the system takes in from outside",
        9: "anyone can do it by copy and paste",
    },
    DreadFactor.AFFECTED_USERS: {
        1: "a test account at most",
        3: "one person",
        5: "one team, or some of the users",
        7: "one customer organisation, or most people who use a feature",
        9: "every customer, the public, or systems further down",
    },
    DreadFactor.DISCOVERABILITY: {
        1: "finding it takes the source code and the model itself",
        3: "finding it takes internal documents",
        5: "finding it takes a login and some probing",
        7: "the technique is public and the feature is in plain view",
        9: "a public tool or write-up shows how, or the interface lies open",
    },
}
