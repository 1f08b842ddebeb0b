"""The version of this package, written here once."""

VERSION = "0.1.0"
