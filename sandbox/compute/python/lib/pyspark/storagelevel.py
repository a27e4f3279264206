"""Storage levels. Nothing is cached here, so they only have names."""


class StorageLevel:
    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return f"StorageLevel({self._name})"


for _name in ("NONE", "DISK_ONLY", "MEMORY_ONLY", "MEMORY_AND_DISK", "MEMORY_AND_DISK_DESER", "OFF_HEAP"):
    setattr(StorageLevel, _name, StorageLevel(_name))
