"""LaTeX mathematics to Typst's, by tex2typst; each formula is tried before it is used."""

from __future__ import annotations

from collections.abc import Callable


class FormulaError(ValueError):
    """A formula that cannot be turned into Typst; the message says why."""


class Formulas:
    """Converts formulas; *attempt* compiles a Typst source and raises what it cannot."""

    def __init__(self, attempt: Callable[[str], None]) -> None:
        self._attempt = attempt
        self._known: dict[str, str] = {}

    def typst(self, latex: str) -> str:
        """Return a formula in Typst's notation, without the dollar signs.

        :raises FormulaError: for what cannot be read, or holds a command that
            Typst does not know.
        """
        if latex not in self._known:
            self._known[latex] = self._convert(latex)
        return self._known[latex]

    def _convert(self, latex: str) -> str:
        try:
            from tex2typst import tex2typst
        except ImportError as error:
            raise FormulaError("the package tex2typst is not installed") from error
        try:
            made: str = tex2typst(latex)
            self._attempt(f"${made}$")
        except (ValueError, RuntimeError) as error:
            raise FormulaError(str(error).partition("\n")[0]) from error
        return made
