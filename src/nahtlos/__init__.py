"""nahtlos moves records between specialist systems through their screens, and proves what it did."""
