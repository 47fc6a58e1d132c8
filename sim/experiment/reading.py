"""Reading a sweep file: everything that is wrong with it is said at once, before anything is run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.errors import Complaint, ScenarioError
from sim.experiment.levels import Place, UnfitError, factor_of, level_file, repetition
from sim.experiment.listing import Listing, read_list
from sim.experiment.plan import Plan, Precision
from sim.experiment.planning import SAMPLED, Asked, Ingredients, in_vain, needs, planned
from sim.experiment.sheet import LISTS, FactorSheet, Sheet, known_keys, wrong_measure
from sim.scenario import Scenario, parameters
from sim.scenario.cells import there
from sim.scenario.complaints import COMMAND_LINE, complaints_about, not_a_list, not_a_table
from sim.scenario.layers import Layer, layer_of, nested, over
from sim.scenario.places import NO_SCENARIO, find_sweep
from sim.scenario.reading import called, is_sweep
from sim.scenario.syntax import parsed
from sim.scenario.text import text_of
from sim.scenario.toml import shown, slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.experiment.factor import Factor
    from sim.experiment.plan import Ask

__all__ = ["first_said", "is_a_sweep", "read_sweep"]

ELSEWHERE = ("seed", "replications")
OF_THE_FILE = ("title", "description")


def read_sweep(path_or_name: str | Path, asked: Asked = Asked()) -> Plan:  # noqa: B008
    """Read a sweep from a file, or by its name, and plan it; `asked` wins over the file.

    Raises `ScenarioError` with everything that is wrong, `UsageError` for more runs than were agreed to.
    """
    path = find_sweep(path_or_name)
    file = called(path)
    tables, lines = parsed(text_of(path, file), file)
    if not tables:
        raise _refused(file, "empty", "write base = ... and one [[factors]], or see `scenarios list`")
    if not is_sweep(tables) and "base" not in tables:
        remedy = f"add --vary KEY=LOW:HIGH:STEPS, or write base = {shown(path.stem)} and [[factors]] into a file"
        raise _refused(file, "is a scenario, not a sweep", remedy)
    return _Reader(path, file, tables, lines, asked).plan()


@dataclass
class _Reader:
    """One reading; complaints are gathered, and raised together where nothing more can be found."""

    path: Path
    file: str
    tables: dict[str, Any]
    lines: Mapping[str, int]
    asked: Asked
    complaints: list[Complaint] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    said: Layer = field(default_factory=Layer)
    """What is set for every point, by the file or by whoever asks."""

    def plan(self) -> Plan:
        sheet = self._sheet()
        design = self.asked.design or sheet.design
        # A number of points that the file gives for its own design means nothing in another.
        same_kind = design == sheet.design or design in SAMPLED
        points = self.asked.points or (sheet.points if same_kind else None)
        base, measures, precision = self._base(sheet), self._measures(sheet), self._precision(sheet)
        factors, places = self._factors(design)
        listing = self._listing(sheet, design, factors)
        replications = self.asked.replications or sheet.replications or base.replications
        if (wrong := needs(design, points)) and not any(one.key == "points" for one in self.complaints):
            self._complain("points", points, *wrong)
        if precision and precision.at_most < replications:
            problem = f"must be at least the replications of every point, {replications}"
            self._complain("precision.at_most", precision.at_most, problem, "allow more")
        if listing is not None:
            factors = listing.factors
            places = tuple(Place(listing.file, table=factor.name) for factor in factors)
        elif not factors and not self.complaints:
            self._complain(None, None, "nothing varies", "add [[factors]] with a key and values")
        self.complaints += in_vain(self.said, factors) if design != "one-at-a-time" else ()
        self._raise()
        return planned(
            Ingredients(
                name=slug(self.path.stem), title=sheet.title, base=base, factors=factors, places=places,
                design=design, points=points, listing=listing, replications=replications,
                seed=first_said(self.asked.seed, sheet.seed, base.seed), measures=measures,
                precision=precision, ask=self._ask(sheet),
                description=sheet.description, notes=tuple(self.notes),
            ),
            yes=self.asked.yes,
        )  # fmt: skip

    # --- what stands by itself ----------------------------------------------------------------------------

    def _sheet(self) -> Sheet:
        """The single values of the file; complaints, and the usual instead, where they are wrong."""
        said = {key: value for key, value in self.tables.items() if key not in LISTS}
        try:
            return Sheet.model_validate(said)
        except ValidationError as error:
            known: dict[str, Any] = {**known_keys(), **dict.fromkeys(LISTS)}
            wrong = list(complaints_about(error, known))
        for one in wrong:
            key = str(one.key)
            if key.partition(".")[0] in Scenario.model_fields and one.problem == "unknown key":
                one = replace(one, remedy=f"'{key}' belongs to [settings]")
            self._place(one)
        faulty = {str(one.key).partition(".")[0] for one in wrong}
        if "design" in faulty:  # what it needs cannot be told then
            self._raise()
        return Sheet.model_validate({key: value for key, value in said.items() if key not in faulty})

    def _ask(self, sheet: Sheet) -> Ask:
        """What is asked at every point; where the file says nonsense, what has all measures."""
        return self.asked.ask or ("rescue" if any(one.key == "ask" for one in self.complaints) else sheet.ask)

    def _measures(self, sheet: Sheet) -> tuple[str, ...]:
        measures = self.tables.get("measures", [])
        if not isinstance(measures, list):
            self._complain("measures", measures, "must be a list of measures", f"write [{shown(measures)}]")
            return ()
        ask = self._ask(sheet)
        if sheet.ask == "rescue" and ask == "run":  # whoever asks for no rescues is not shown what the file says
            from sim.measures.rescued import names_of_values

            measures = [one for one in measures if one not in names_of_values()]
        for measure in measures:
            if wrong := wrong_measure(measure, ask):
                self._complain("measures", measure, *wrong)
        return tuple(dict.fromkeys(map(str, measures)))

    def _precision(self, sheet: Sheet) -> Precision | None:
        said = sheet.precision
        if "precision" not in self.tables or not isinstance(self.tables["precision"], dict):
            return None
        for key in ("measure", "half_width"):
            if getattr(said, key) is None and not self.complaints:
                self._complain(
                    "precision", None, f"no {key}", 'write { measure = "retention", half_width = 0.01 }'
                )
        if said.measure is None or said.half_width is None:
            return None
        if wrong := wrong_measure(said.measure, self._ask(sheet)):
            self._complain("precision.measure", said.measure, *wrong)
        return Precision(said.measure, said.half_width, said.at_most)

    # --- the base -----------------------------------------------------------------------------------------

    def _base(self, sheet: Sheet) -> Scenario:
        """The base with the settings of the file and of whoever asks; the default one if it cannot be had."""
        settings = self.tables.get("settings", {})
        if not isinstance(settings, dict):
            self._place(not_a_table("settings", settings))
            settings = {}
        lines = {key.removeprefix("settings."): line for key, line in self.lines.items()}
        said, complaints = layer_of(settings, parameters(), file=self.file, lines=lines)
        self.complaints += complaints
        for key in (*ELSEWHERE, *OF_THE_FILE):
            if key in said:
                remedy = f"write {key} = ... above the first table"
                self._complain(f"settings.{key}", said[key].value, "is no setting of a point", remedy)
        try:
            base = Scenario.load(level_file(sheet.base, self.path.parent))
        except ScenarioError as error:
            self._base_is_wrong(sheet.base, error)
            return Scenario()
        mine = Layer({key: one for key, one in said.items() if key not in (*ELSEWHERE, *OF_THE_FILE)})
        return self._with(base, mine)

    def _with(self, base: Scenario, said: Layer) -> Scenario:
        asked, complaints = layer_of(self.asked.settings, parameters(), file=COMMAND_LINE)
        self.complaints += complaints
        self.said = over(said, asked, parameters())
        try:
            return base.but(nested(self.said)) if self.said else base
        except ScenarioError as error:
            self.complaints += [self.said.placed(one) for one in error.complaints]
            return base

    def _base_is_wrong(self, name: str, error: ScenarioError) -> None:
        first = error.complaints[0]
        if NO_SCENARIO in first.problem:
            self._complain("base", name, NO_SCENARIO, "name the scenario that it starts from")
        elif first.file is None:
            self._complain("base", name, first.problem, first.remedy)
        else:
            self.complaints += error.complaints

    # --- what varies --------------------------------------------------------------------------------------

    def _factors(self, design: Any) -> tuple[tuple[Factor, ...], tuple[Place, ...]]:
        given = self.tables.get("factors", [])
        if not isinstance(given, list) or ("factors" in self.tables and not given):
            self._place(not_a_list("factors", given))
            return (), ()
        factors, places = [], []
        for at, table in enumerate(given):
            place = Place(self.file, self.lines, f"factors[{at}]")
            try:
                sheet = self._factor_sheet(table, place)
                if self.asked.design is not None and design in SAMPLED:
                    sheet = sheet.model_copy(update={"steps": None})  # which the file gave for its own design
                factors.append(factor_of(sheet, place, design=design, beside=self.path.parent))
                places.append(place)
                self.notes += filter(None, [repetition(sheet, factors[-1])])
            except UnfitError as error:
                self.complaints += error.complaints
        return tuple(factors), tuple(places)

    def _factor_sheet(self, table: object, place: Place) -> FactorSheet:
        if not isinstance(table, dict):
            raise UnfitError(place.wrong("", table, "must be a table", "write [[factors]] above its keys"))
        try:
            return FactorSheet.model_validate(table)
        except ValidationError as error:
            wrong = complaints_about(error, known_keys(), "factors")
            raise UnfitError(*(_of_table(one, place) for one in wrong)) from None

    def _listing(self, sheet: Sheet, design: str, factors: tuple[Factor, ...]) -> Listing | None:
        if design != "list":
            if sheet.list is not None and self.asked.design is None:
                self._complain("list", sheet.list, f"has no place in a {design} design", 'write design = "list"')
            return None
        if sheet.list is None:
            self._complain("list", None, "missing", 'name the CSV with the points: list = "points.csv"')
            return None
        if Path(sheet.list).is_absolute() or ".." in Path(sheet.list).parts:
            self._complain("list", sheet.list, "lies elsewhere", "put the CSV beside the sweep")
            return None
        path = self.path.parent / sheet.list
        if self.complaints:
            return None
        try:
            return read_list(there(path, "beside the sweep"), called(path), factors)
        except ScenarioError as error:
            if error.complaints[0].file is None:
                self._complain("list", sheet.list, error.complaints[0].problem, error.complaints[0].remedy)
            else:
                self.complaints += error.complaints
            return None

    # --- complaints ---------------------------------------------------------------------------------------

    def _complain(self, key: str | None, value: object, problem: str, remedy: str) -> None:
        said = None if value is None else shown(value)
        self._place(Complaint(None, None, key, said, problem, remedy))

    def _place(self, complaint: Complaint) -> None:
        """Note a complaint about a key of this file, with its line."""
        key = str(complaint.key)
        line = self.lines.get(key) or self.lines.get(key.partition(".")[0])
        self.complaints.append(replace(complaint, file=self.file, line=line))

    def _raise(self) -> None:
        if self.complaints:
            files = list(dict.fromkeys(one.file for one in self.complaints))
            raise ScenarioError(
                tuple(sorted(self.complaints, key=lambda one: (files.index(one.file), one.line or 0)))
            )


def is_a_sweep(path_or_name: str | Path) -> bool:
    """Whether a name or path leads to a sweep; not so for what cannot be read, about which others complain."""
    try:
        path = find_sweep(path_or_name)
        tables, _ = parsed(text_of(path, called(path)), called(path))
    except ScenarioError:
        return False
    return is_sweep(tables)


def first_said(*values: int | None) -> int:
    """The first of some numbers that was said."""
    return next(value for value in values if value is not None)


def _of_table(complaint: Complaint, place: Place) -> Complaint:
    """A complaint about a key of factors as one about the table that it stands in."""
    key = str(complaint.key).removeprefix("factors.")
    line = place.lines.get(f"{place.table}.{key}") or place.lines.get(place.table)
    remedy = complaint.remedy.replace("'factors.", "'")
    return replace(complaint, file=place.file, line=line, key=f"{place.table}.{key}", remedy=remedy)


def _refused(file: str, problem: str, remedy: str) -> ScenarioError:
    return ScenarioError((Complaint(file, None, None, None, problem, remedy),))
