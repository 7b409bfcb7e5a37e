"""Java classes written byte by byte, since there is no Java compiler to ask."""

from __future__ import annotations

import struct

JAVA_5, JAVA_8 = 49, 52
"""Versions of class files; one with branches is of Java 5, for later ones need maps of the stack's frames."""
_PUBLIC, _SUPER = 0x0001, 0x0020
LOAD_THIS, LOAD_FIRST, LOAD_SECOND = b"\x2a", b"\x2b", b"\x2c"
FALSE, TRUE, DUPLICATE, POP = b"\x03", b"\x04", b"\x59", b"\x57"
RETURN, RETURN_INT, RETURN_REFERENCE = b"\xb1", b"\xac", b"\xb0"
GET, PUT = b"\xb4", b"\xb5"
LENGTH, LOAD_ELEMENT, STORE_ELEMENT = b"\xbe", b"\x32", b"\x53"
THROW = b"\xbf"


class ClassFile:
    """A class file in the making: its constants, each once, and its methods."""

    def __init__(self, name: str, parent: str, version: int = JAVA_8) -> None:
        self._version = version
        self._constants: dict[bytes, int] = {}
        self._members: list[bytes] = []
        self._methods: list[bytes] = []
        self._name, self._parent_name = name, parent
        self._this, self._parent = self.class_(name), self.class_(parent)

    def constructor(self, *parameters: str) -> None:
        """Add a constructor that hands all that it takes, objects and numbers of 32 bits, to the parent's."""
        taken, words = f"({''.join(parameters)})V", len(parameters) + 1
        code = LOAD_THIS
        for variable, kind in enumerate(parameters, 1):
            code += load(variable) if kind.endswith(";") else load_int(variable)
        code += self.special(self._parent_name, taken) + RETURN
        self.method("<init>", taken, words, code, stack=words)

    def member(self, name: str, descriptor: str) -> bytes:
        """Add a public field to its objects; the bytes are what follows GET and PUT."""
        words = struct.pack(">HHHH", _PUBLIC, self._text(name), self._text(descriptor), 0)
        self._members.append(words)
        return self._member(9, self._name, name, descriptor)

    def method(self, name: str, descriptor: str, variables: int, code: bytes, stack: int = 1) -> None:
        """Add a public method; `variables` are `this`, the arguments and what the code has of its own."""
        body = struct.pack(">HHI", stack, variables, len(code)) + code + struct.pack(">HH", 0, 0)
        head = struct.pack(">HHH", _PUBLIC, self._text(name), self._text(descriptor))
        self._methods.append(head + struct.pack(">HHI", 1, self._text("Code"), len(body)) + body)

    def class_(self, name: str) -> int:
        """The constant of a class."""
        return self._constant(7, struct.pack(">H", self._text(_path(name))))

    def new(self, name: str) -> bytes:
        """Code that makes an object, not yet initialized."""
        return b"\xbb" + struct.pack(">H", self.class_(name))

    def array(self, name: str) -> bytes:
        """Code that makes an array of a class's objects, as long as the stack says."""
        return b"\xbd" + struct.pack(">H", self.class_(name))

    def cast(self, name: str) -> bytes:
        """Code that takes an object for one of a class."""
        return b"\xc0" + struct.pack(">H", self.class_(name))

    def text(self, words: str) -> bytes:
        """Code that loads a string."""
        return b"\x13" + struct.pack(">H", self._constant(8, struct.pack(">H", self._text(words))))

    def special(self, owner: str, descriptor: str, name: str = "<init>") -> bytes:
        """Code that calls a constructor, or a parent's method."""
        return b"\xb7" + self._member(10, owner, name, descriptor)

    def virtual(self, owner: str, descriptor: str, name: str) -> bytes:
        """Code that calls an object's method."""
        return b"\xb6" + self._member(10, owner, name, descriptor)

    def static(self, owner: str, descriptor: str, name: str) -> bytes:
        """Code that calls a class's method."""
        return b"\xb8" + self._member(10, owner, name, descriptor)

    def interface(self, owner: str, descriptor: str, name: str, words: int) -> bytes:
        """Code that calls an interface's method; its object and arguments are so many words."""
        return b"\xb9" + self._member(11, owner, name, descriptor) + bytes([words, 0])

    def field(self, owner: str, descriptor: str, name: str) -> bytes:
        """Code that loads a class's field."""
        return b"\xb2" + self._member(9, owner, name, descriptor)

    def _member(self, kind: int, owner: str, name: str, descriptor: str) -> bytes:
        words = struct.pack(">HH", self._text(name), self._text(descriptor))
        place = struct.pack(">HH", self.class_(owner), self._constant(12, words))
        return struct.pack(">H", self._constant(kind, place))

    def file(self) -> bytes:
        """The whole file."""
        head = struct.pack(">IHHH", 0xCAFEBABE, 0, self._version, len(self._constants) + 1)
        rest = struct.pack(">HHHHH", _PUBLIC | _SUPER, self._this, self._parent, 0, len(self._members))
        rest += b"".join(self._members)
        methods = struct.pack(">H", len(self._methods)) + b"".join(self._methods)
        return head + b"".join(self._constants) + rest + methods + struct.pack(">H", 0)

    def _text(self, words: str) -> int:
        return self._constant(1, struct.pack(">H", len(words)) + words.encode())

    def _constant(self, kind: int, content: bytes) -> int:
        return self._constants.setdefault(bytes([kind]) + content, len(self._constants) + 1)


def subclass(name: str, parent: str, *parameters: str) -> bytes:
    """Return the class file of `public class NAME extends PARENT` with one constructor, the parent's."""
    made = ClassFile(name, parent)
    made.constructor(*parameters)
    return made.file()


def reference(name: str) -> str:
    """A class's objects in the description of a method or a field."""
    return f"L{_path(name)};"


def load(variable: int) -> bytes:
    """Code that loads an object from a variable."""
    return bytes([0x19, variable])


def store(variable: int) -> bytes:
    """Code that puts an object into a variable."""
    return bytes([0x3A, variable])


def load_int(variable: int) -> bytes:
    """Code that loads a number from a variable."""
    return bytes([0x15, variable])


def each_index(variable: int, array: bytes, body: bytes) -> bytes:
    """Code that does something for every index of an array, which a variable counts."""
    check = load_int(variable) + array + LENGTH
    step = bytes([0x84, variable, 1])
    inner = check + b"\xa2" + struct.pack(">h", 3 + len(body) + len(step) + 3) + body + step
    return FALSE + bytes([0x36, variable]) + inner + b"\xa7" + struct.pack(">h", -len(inner))


def unless(body: bytes) -> bytes:
    """Code that does something if what the stack says is false."""
    return b"\x9a" + struct.pack(">h", 3 + len(body)) + body


def _path(name: str) -> str:
    return name.replace(".", "/")
