"""Parse YAML into plain data, and refuse a key that is given twice."""

from typing import Any

import yaml

from knowledge.errors import NotYaml


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # libyaml is not everywhere
    """A safe loader that refuses a key given twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        if len(set(names)) < len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            raise yaml.constructor.ConstructorError(None, None, f"key given twice: {', '.join(twice)}", node.start_mark)
        return dict(super().construct_mapping(node, deep))


def data_of(content: bytes) -> Any:
    """The data of a YAML file; raises NotYaml with the place and the reason where it is none."""
    try:
        return yaml.load(content.decode("utf-8"), Loader=_StrictLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise NotYaml(str(error)) from error
