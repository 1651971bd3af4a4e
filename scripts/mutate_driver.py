#!/usr/bin/env python3
"""Take each line that guards the user's Excel out of the driver and see its test fail.

Run ``python scripts/mutate_driver.py [WORD]`` (only the mutants with that word). Each mutant is made in a
copy of the tree; nothing here is changed. A mutant is killed when its tests, which pass without it, fail
(pytest says 1: not a broken import, not a test that is not there) or hang past `LIMIT`. Prints a table in
Markdown; the exit status is the number of survivors.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 40.0
SPACE = "␣"  # between the words of a pytest call; names of tests hold blanks
ENGINES, TESTS = "perfxl/engines/", "tests/engines/test_"


class Mutant(NamedTuple):
    """What is taken away, how (file, old, new; repeated for more than one place), and the tests that must see it."""

    line: str
    test: str
    places: tuple[tuple[str, str, str], ...]


def mutants() -> Iterator[Mutant]:
    yield from settings()
    yield from users()
    yield from ways_out()
    yield from busy()
    yield from failures()
    yield from guests()
    yield from found()
    yield from protection()
    yield from shown()
    yield from marks()
    yield from processes()


def one(line: str, test: str, file: str, old: str, new: str = "") -> Mutant:
    return Mutant(line, TESTS + test, ((ENGINES + file, old, new),))


def settings() -> Iterator[Mutant]:
    """Order of settings, before any open."""
    test = "excel_hygiene.py::test_a_setting_stands_before_any_file_is_opened"
    for name in ("display_alerts", "screen_updating", "enable_events", "interactive"):
        com = "".join(word.capitalize() for word in name.split("_"))
        comma = "" if name == "interactive" else ", "
        yield one(f"{com} off before any open", f"{test}[{com}-False]", "excel.py", f'"{name}": False{comma}')
    api = (("AutomationSecurity", "MACROS_DISABLED", "3"), ("AskToUpdateLinks", "False", "False"))
    for name, value, shown in (*api, ("IgnoreRemoteRequests", "True", "True")):
        yield one(f"{name} before any open", f"{test}[{name}-{shown}]", "excel.py", f'    "api.{name}": {value},')
    yield one("settings made before the first open", test, "excel.py", "            settle(app, kept)\n")
    private = "excel_hygiene.py::test_one_private_file_is_opened_so_that_nothing_asks_locks_or_remembers"
    for flag in ("update_links", "read_only", "password", "ignore_read_only_recommended", "notify", "add_to_mru"):
        value = {"read_only": "True", "ignore_read_only_recommended": "True", "password": '"-"'}.get(flag, "False")
        yield one(f"opened with {flag}", private, "driver.py", f'    "{flag}": {value},\n')
    hidden = "excel_hygiene.py::test_excel_is_hidden"
    settled = "            settle(app, kept)\n"
    yield one("Excel stays hidden", hidden, "excel.py", settled, settled + "            app.visible = True\n")
    yield one("no book of its own", hidden, "excel.py", "add_book=False", "add_book=True")
    mode = "excel_hygiene.py::test_the_calculation_mode_is_left_and_the_saved_workbook_calculates"
    manual = '        book = app.books.open(str(path), **OPEN_FLAGS); app.calculation = "manual"; return book\n'
    opened = "            return app.books.open(str(path), **OPEN_FLAGS)\n"
    yield one("calculation mode of our own left alone", mode, "excel.py", opened, "    " + manual)
    same = "excel_hygiene.py::test_what_is_opened_read_only_is_saved_under_another_name"
    yield one("saved under another name only", same, "driver.py", "book.save(str(save_as))", "book.save(str(seed))")
    alerts = "excel_hygiene.py::test_no_alert_can_appear_until_the_last_book_is_closed"
    calculated = "            calculate()\n"
    on = calculated + "            app.display_alerts = True\n"
    yield one("alerts off until the book is closed", alerts, "driver.py", calculated, on)


def users() -> Iterator[Mutant]:
    """Nothing of the user's is touched."""
    hygiene = "excel_hygiene.py::test_"
    own = hygiene + "only_our_own_process_is_ended"
    cleanup = '    module.__dict__["Apps"].cleanup = staticmethod(_nothing)\n'
    yield one("xlwings' clean-up off after quit and kill", own, "hygiene.py", cleanup)
    at_end = hygiene + "the_clean_up_at_the_end_is_unregistered"
    yield one("xlwings' clean-up off at the end", at_end, "hygiene.py", "    atexit.unregister(module.cleanup)\n")
    yield one("switched off before Excel starts", own, "excel.py", "    tame_all()\n    app, own", "    app, own")
    touch = '    for other in __import__("xlwings").apps: other.display_alerts = False\n'
    start = "    for name, value in {**EVERYWHERE, **BY_COM}.items():\n"
    yield one("other instances untouched", hygiene + "nothing_of_the_users_is_touched", "excel.py", start, touch + start)
    taken = hygiene + "an_excel_that_ran_before_is_not_taken"
    yield one("an Excel that ran before is refused", taken, "excel.py", "if app.pid in before:", "if False:")
    visitor = hygiene + "a_book_that_came_into_our_excel_is_handed_to_its_user"
    asked = "if own is not None and _has_visitors(app, from_start):"
    yield one("books of others in our instance", visitor, "excel.py", asked, "if False:")
    yield one("handed over visible", visitor, "excel.py", "        app.visible = True\n")
    yield one("handed over to stay", visitor, "excel.py", "        app.api.UserControl = True\n")
    ours = hygiene + "our_own_book_that_does_not_close_is_nobody_elses"
    named = "not OUR_BOOK.fullmatch(name)"
    yield one("our own book is no visitor", ours, "excel.py", named, "True")
    personal = hygiene + "a_book_that_was_there_from_the_start_is_no_visitor"
    yield one("a personal macro workbook is no visitor", personal, "excel.py", "_books(app) - from_start", "_books(app)")
    recycled = (
        (ENGINES + "hygiene.py", "self._handle = self._api.OpenProcess(self.TERMINATE, False, pid)", "self._pid = pid"),
        (
            ENGINES + "hygiene.py",
            "self._api.TerminateProcess(self._handle, 1)\n        self.release()",
            "self._api.TerminateProcess(self._api.OpenProcess(1, False, self._pid), 1)",
        ),
    )
    number = TESTS + hygiene + "a_number_that_went_to_another_process_is_not_ended"
    yield Mutant("our process by its handle, not its number", number, recycled)


def ways_out() -> Iterator[Mutant]:
    """Put back, quit, ended: on every way out."""
    hygiene = "excel_hygiene.py::test_"
    put = "failures = kept.put_back() if kept is not None else {}"
    back = hygiene + "every_setting_is_put_back_before_excel_ends"
    yield one("settings of our own put back", back, "excel.py", put, "failures = {}")
    remembered = hygiene + "what_excel_remembers_beyond_its_end_is_the_users"
    yield one("options Excel remembers put back", remembered, "excel.py", put, "failures = {}")
    not_back = hygiene + "an_option_that_cannot_be_put_back_is_not_remembered_either"
    yield one("no quit with options not put back", not_back, "excel.py", "    if not failures:  #", "    if True:  #")
    every = hygiene + "quit_and_end_follow_every_way_out"
    yield one("quit", every, "excel.py", "            app.quit()\n", "            pass\n")
    yield one("ended", every, "excel.py", "        own.end()\n", "        own.release()\n")
    left = "    finally:\n        _leave(app, own, kept, from_start)\n"
    only_done = "    except ZeroDivisionError:\n        raise\n    else:\n        _leave(app, own, kept, from_start)\n"
    yield one("on every way out", every, "excel.py", left, only_done)
    quit_fails = "    if not failures:  # else Quit would make Excel remember our options as the user's\n        with contextlib"
    failing = quit_fails.replace("with contextlib", "with contextlib.nullcontext() or contextlib")
    ended = hygiene + "the_end_follows_even_when_quit_fails"
    yield one("ended when quit fails", ended, "excel.py", quit_fails + ".suppress(Exception)", failing + ".nullcontext()")
    pid = "excel.py::test_the_pid_is_reported_before_anything_is_asked_of_it"
    yield one("pid reported first", pid, "excel.py", "        started(app.pid)\n")


def busy() -> Iterator[Mutant]:
    """Busy and modal Excel: retried with a bound, then reported."""
    failures = "excel_failures.py::test_"
    moment = failures + "an_excel_busy_for_a_moment_is_waited_for"
    for name, word in (("CALL_REJECTED", "rejected"), ("RETRY_LATER", "retry later"), ("CELL_EDITED", "cell edited")):
        old = "BUSY = frozenset({CALL_REJECTED, RETRY_LATER, CELL_EDITED})"
        rest = ", ".join(n for n in ("CALL_REJECTED", "RETRY_LATER", "CELL_EDITED") if n != name)
        yield one(f"{name} is a refusal", f"{moment}␣-k␣{word.split()[0]}", "trouble.py", old, f"BUSY = frozenset({{{rest}}})")
    for wrapper, dunder, old in (
        ("reading a property", "__getattr__", "        wrapped.__getattr__ = _patient(wrapped.__getattr__)\n"),
        ("setting a property", "__setattr__", "        wrapped.__setattr__ = _patient(wrapped.__setattr__, _assignment_refused)\n"),
        ("calling a method", "method", "        method.__call__ = _patient(method.__call__)\n"),
        ("calling an object", "__call__", "        wrapped.__call__ = _patient(wrapped.__call__)\n"),
        ("walking through a collection", "__iter__", "        wrapped.__iter__ = _patient(_at_once(wrapped.__iter__))\n"),
    ):
        test = failures + "a_collection_that_is_asked_while_busy" if dunder == "__call__" else moment
        if dunder == "__iter__":
            test = "guest.py::test_a_walk_through_the_books_waits_for_a_busy_excel"
        yield one(f"waited for when {wrapper}", test, "hygiene.py", old)
    stays = failures + "an_excel_that_stays_busy_is_reported"
    bound = '        module.__dict__["N_COM_ATTEMPTS"] = 1  #'
    yield one("xlwings' endless retries bounded", stays, "hygiene.py", bound, bound.replace("= 1", "= 0"))
    yield one("waiting bounded", stays, "hygiene.py", "if now >= self.until:", "if False:")
    told = "raise trouble.failed(trouble.IS_BUSY, seconds=PATIENCE) from problem"
    yield one("reported when it lasts", stays, "hygiene.py", told, "raise")
    pause = failures + "between_two_tries_there_is_a_pause"
    yield one("a pause between tries", pause, "hygiene.py", "        time.sleep(PAUSE)\n")
    spell = failures + "however_many_calls_are_refused_one_bound_holds"
    given_up = "            return False\n        time.sleep"
    renewed = "            self.until = None\n            return False\n        time.sleep"
    yield one("one bound for all calls", spell, "hygiene.py", given_up, renewed)
    hidden = failures + "a_refused_assignment_that_pywin32_hides_is_waited_for"
    known = "_patient(wrapped.__setattr__, _assignment_refused)"
    yield one("a refusal hidden by pywin32", hidden, "hygiene.py", known, "_patient(wrapped.__setattr__)")
    read = failures + "a_read_that_pywin32_hides_is_waited_for"
    yield one("a read hidden by pywin32", read, "hygiene.py", "return hidden or trouble", "return trouble")
    no_name = failures + "a_name_that_is_not_there_is_not_waited_for"
    yield one("a missing name is no refusal", no_name, "hygiene.py", "        return _busy(reason)\n", "        return True\n")


def failures() -> Iterator[Mutant]:
    """What goes wrong is told, with what to do."""
    test = "excel_failures.py::test_"
    view = test + "protected_view_is_told"
    yield one("Protected View told", view, "excel.py", "if by_com(app) and protected(app):", "if False:")
    scanner = test + "a_copy_that_a_scanner_holds_is_tried_again"
    yield one("a locked copy tried again", scanner, "excel.py", "OPEN_ATTEMPTS = 3", "OPEN_ATTEMPTS = 1")
    locked = test + "a_copy_that_stays_locked_is_told"
    yield one("a locked copy told, bounded", locked, "excel.py", "if attempt == OPEN_ATTEMPTS:", "if False:")
    target = test + "a_target_that_is_open_or_read_only_is_told"
    yield one("a target open or read-only told", target, "excel.py", "    except OSError as problem:\n", "    except KeyError as problem:\n")
    wps = test + "wps_under_excels_name_in_the_registry_is_refused"
    yield one("WPS in the registry", wps, "excel.py", 'if "excel.exe" not in program.lower():', "if False:")
    answers = test + "wps_that_answers_is_refused_before_anything_is_set"
    yield one("WPS that answers", answers, "excel.py", "                _refuse_wps(app)\n", "                pass\n")
    yield one("WPS known by its name", f"{answers}␣-k␣fact0", "excel.py", 'name != "Microsoft Excel" or ')
    folder = " or any(word in folder.lower() for word in FOREIGN)"
    yield one("WPS known by its folder", f"{answers}␣-k␣fact1", "excel.py", folder)
    absent = test + "no_excel_in_the_registry_is_told"
    yield one("no Excel in the registry", absent, "excel.py", "    if not program:\n", "    if False:\n")
    here = test + "where_there_can_be_no_excel_that_is_told_with_what_to_do"
    yield one("no Windows, no Mac", here, "excel.py", 'if platform not in ("win32", "darwin"):', "if False:")
    library = test + "a_library_that_is_missing_is_told"
    yield one("xlwings or pywin32 missing", library, "excel.py", "if importlib.util.find_spec(library) is None:", "if False:")
    start = test + "an_excel_that_does_not_start_is_told"
    com = test + "com_that_is_not_initialised_is_told"
    for codes, where in (("0x800401F3, 0x80040154", start), ("0x800401F0, 0x8001010E", com)):
        first, second = codes.split(", ")
        yield one(f"{first} at the start", where, "trouble.py", f"({codes})", f"({second},)")
        if where == start:
            yield one(f"{second} at the start", where, "trouble.py", f"({codes})", f"({first},)")
    other = test + "any_other_reason_not_to_start_is_told_with_what_to_do"
    no_other = "    if isinstance(translated, EngineUnavailable):"
    yield one("any other start failure told", start, "excel.py", no_other, "    if translated:")
    yield one("any other start failure, what to do", other, "excel.py", "; {trouble.IS_NO_START.en}", "")
    dies = test + "an_excel_that_dies_on_the_way_is_told"
    gone = ("0x80010108,  # RPC_E_DISCONNECTED", "0x800706BA,  # RPC server", "0x80010007,  # RPC_E_SERVER_DIED\n",
            "0x80010012,", "0x80010105,", "0x800706BE,", "0x800401FD,")  # fmt: skip
    for code in gone:
        yield one(f"{code[:10]}: Excel died", dies, "trouble.py", code, "\n" if code.endswith("\n") else "#" * ("#" in code))
    yield one("told in two languages", dies, "excel.py", "        with trouble.told():\n", "        with contextlib.nullcontext():\n")


def guests() -> Iterator[Mutant]:
    """The user's own Excel, for the buttons."""
    test = "guest.py::test_"
    for name in ("screen_updating", "display_alerts", "enable_events", "interactive", "status_bar", "calculation"):
        listed = f'"{name}"' if name == "calculation" else f'"{name}", '
        whole = 'SETTINGS = ("screen_updating", "display_alerts", "enable_events", "interactive", "status_bar", "calculation")'
        wanted = f"{test}a_setting_changed_by_a_button_is_put_back"
        kept = whole.replace(listed, "")
        yield one(f"guest: {name} put back", f"{wanted}␣{TESTS}{test}unusual_settings_of_the_user_are_theirs_too", "guest.py", whole, kept)
    for name in ("screen_updating", "display_alerts", "enable_events"):
        listed = 'QUIET = ("screen_updating", "display_alerts", "enable_events")'
        rest = tuple(n for n in ("screen_updating", "display_alerts", "enable_events") if n != name)
        yield one(f"guest: {name} off inside", f"{test}inside_nothing_asks_flashes_or_runs[{name}]", "guest.py", listed, f"QUIET = {rest}")
    every = test + "everything_is_what_it_was_on_every_way_out"
    caught = "        except BaseException as problem:\n            if"
    yield one("guest: also on Ctrl-C and exit", every, "guest.py", caught, caught.replace("Base", ""))
    on_error = "            if (failure := _put_back(kept)) is not None:\n                problem"
    yield one("guest: also on an error", every, "guest.py", on_error, "            if (failure := None) is not None:\n                problem")
    done = "        if (failure := _put_back(kept)) is not None:\n            raise failure"
    yield one("guest: when done", every, "guest.py", done, "        if (failure := None) is not None:\n            raise failure")
    named = test + "a_setting_that_cannot_be_put_back_is_named_and_the_others_are"
    yield one("guest: one failing leaves the others", named, "guest.py", "            except Exception as problem:\n                failures", "            except ZeroDivisionError as problem:\n                failures")
    yield one("guest: what is not put back is told", named, "guest.py", "            raise failure", "            pass")
    noted = test + "the_error_of_the_block_is_the_one_that_is_raised"
    yield one("guest: and noted on an error", noted, "guest.py", "problem.add_note(failure.both)", "pass")
    anew = test + "putting_back_is_waited_for_anew"
    yield one("guest: putting back waits anew", anew, "guest.py", "    patience.renew()  #", "    pass  #")
    lives = test + "a_process_that_is_ended_leaves_an_excel_that_lives_and_calculates"
    quiet = '"enable_events")\n\n\nclass Kept'
    yield one("guest: interaction left on", lives, "guest.py", quiet, quiet.replace(")", ', "interactive")'))
    again = test + "what_did_not_change_is_not_set_again"
    yield one("guest: only what differs is set", again, "guest.py", "if self._read(name) != value:", "if True:")
    last = test + "the_screen_comes_on_last"
    yield one("guest: screen on last", last, "guest.py", "reversed(self._found.items())", "self._found.items()")
    inside = test + "a_setting_that_fails_on_the_way_in_leaves_none_changed"
    entering = "        try:\n            for name in QUIET:\n                if name in kept:\n                    kept.set(name, False)\n"
    outside = "        for name in QUIET:\n            if name in kept:\n                kept.set(name, False)\n        try:\n"
    yield one("guest: a failure on the way in", inside, "guest.py", entering, outside)
    dies = test + "an_excel_that_dies_under_a_button_is_told_and_not_waited_for"
    told = "    with trouble.told():\n        kept"
    yield one("guest: COM errors told", dies, "guest.py", told, told.replace("trouble.told()", "contextlib.nullcontext()"))
    fewer = test + "an_engine_with_fewer_settings_is_served_with_those"
    yield one("guest: an engine with fewer settings", fewer, "guest.py", "suppress(NotImplementedError)", "nullcontext()")
    view = test + "a_book_in_protected_view_is_told"
    yield one("guest: Protected View told", view, "opened.py", "if by_com(app) and protected(app):", "if False:")
    cloud = test + "a_book_on_onedrive_is_found_by_its_address"
    yield one("guest: a book on OneDrive", cloud, "opened.py", "book.api.FullName if by_com(book.app) else book.fullname", "book.fullname")
    button = test + "a_com_error_of_a_button_is_told"
    yield one("guest: a button's COM errors told", button, "opened.py", "    with trouble.told():\n", "    with contextlib.nullcontext():\n")
    writes = test + "what_a_button_writes_in_is_quiet_and_then_as_it_was"
    yield one("guest: while a button writes", writes, "opened.py", "return guest(book.app)", "return contextlib.nullcontext()")


def found() -> Iterator[Mutant]:
    """The user's workbook found and copied."""
    test = "opened_excel.py::test_"
    window = test + "without_a_window_there_is_no_excel_to_look_in"
    yield one("open: a window is a number", window, "opened.py", "not hwnd.isdigit() or ")
    engine = test + "without_xlwings_engine_there_is_none_either"
    asked = ' or "excel" not in [engine.name for engine in xw.engines]'
    yield one("open: only where xlwings drives Excel", engine, "opened.py", asked)
    two = test + "of_two_with_one_name_the_full_name_tells"
    by_full = "[book for book in books if _folded(_full_name(book)) == _folded(wb)]"
    yield one("open: by its full name", two, "opened.py", by_full, "[]")
    folded = 'name.replace("\\\\", "/").casefold()'
    yield one("open: either slash", two, "opened.py", folded, "name.casefold()")
    yield one("open: capitals alike", two, "opened.py", folded, 'name.replace("\\\\", "/")')
    several = "    if len(same) != 1:\n        if by_com"
    yield one("open: two of one name are none", two, "opened.py", several, several.replace("!= 1", "== 0"))
    new = test + "a_new_file_is_opened_in_the_excel_the_button_was_pressed_in"
    yield one("new file: no question about links", new, "opened.py", ", update_links=False")
    over = test + "a_book_of_that_name_is_not_opened_over"
    yield one("new file: none of that name open", over, "opened.py", "            return False\n        app.books", "            pass\n        app.books")
    kind = test + "a_copy_keeps_the_kind_of_the_file_and_the_book_its_place"
    ending = 'Path(book.name).suffix if isinstance(program, _Excel) else ""'
    yield one("copy: of the kind of the file", kind, "opened.py", ending, '""')
    saved = "book.api.SaveCopyAs(str(path))"
    yield one("copy: the book stays what it is", kind, "opened.py", saved, "setattr(book.api._inner, 'file', str(path))")
    never = test + "a_book_never_saved_is_copied_as_xlsx"
    yield one("copy: one never saved", never, "opened.py", "{ending or '.xlsx'}", "{ending}")


def protection() -> Iterator[Mutant]:
    """The protection of the user's sheets: off for the block, afterwards as it was."""
    test = "opened_excel.py::test_"
    structure = test + "a_protected_structure_is_told_and_nothing_touched"
    yield one("structure asked", structure, "opened.py", "bool(book.api.ProtectStructure)", "False")
    told = '        raise Protected(f"the structure of {book.name} is protected")\n'
    yield one("structure told", structure, "opened.py", told, "        pass\n")
    part = test + "each_part_alone_is_protection"
    for name, old in (
        ("ProtectContents", "api.ProtectContents or "), ("ProtectDrawingObjects", "api.ProtectDrawingObjects or "),
        ("ProtectScenarios", " or api.ProtectScenarios"),
    ):  # fmt: skip
        yield one(f"protection: {name} counts", f"{part}[{name}]", "opened.py", old)
    back = test + "protection_goes_for_the_block_and_comes_back_as_it_was"
    dialog = 'api.Unprotect("")  #'
    yield one("protection: no dialog for a password", back, "opened.py", dialog, "api.Unprotect()  #")
    state = "api.ProtectDrawingObjects, api.ProtectContents, api.ProtectScenarios, api.ProtectionMode"
    for name in ("ProtectDrawingObjects", "ProtectContents", "ProtectScenarios", "ProtectionMode"):
        value = "True" if name == "ProtectDrawingObjects" else "False"
        yield one(f"protection: {name} comes back", back, "opened.py", state, state.replace(f"api.{name}", value))
    for name in ("AllowFormattingCells", "AllowSorting", "AllowUsingPivotTables"):
        yield one(f"protection: {name} comes back", back, "opened.py", f'"{name}"', '"AllowFiltering"')
    yield one("protection: what may be selected comes back", back, "opened.py", "        sheet.api.EnableSelection = selection\n")
    put = "            stack.callback(program.protect, sheet, before)\n"
    ways = test + "protection_comes_back_on_every_way_out"
    yield one("protection: put back", back, "opened.py", "        " + put, "                    pass\n")
    caught = "        finally:\n            with contextlib.ExitStack() as stack:"
    only_done = "        except ZeroDivisionError:\n            raise\n        else:\n            with contextlib.ExitStack() as stack:"
    yield one("protection: put back on every way out", ways, "opened.py", caught, only_done)
    others = test + "one_that_cannot_be_put_back_leaves_the_others"
    yield one("protection: each is put back", others, "opened.py", "        " + put, "                    program.protect(sheet, before)\n")
    password = test + "a_sheet_with_a_password_stays_locked_and_is_named"
    named = "                    locked.add(sheet.name)\n"
    yield one("password: the sheet is named", password, "opened.py", named, "                    pass\n")
    yield one("password: no error", password, "opened.py", "        except Exception:\n            if not", "        except ZeroDivisionError:\n            if not")
    silent = test + "a_sheet_that_stays_protected_without_an_error_is_locked_too"
    yield one("password: also without an error", silent, "opened.py", "return None if self.protected(sheet) else before", "return before")
    other = test + "an_error_of_another_kind_is_no_password"
    yield one("password: other errors are none", other, "opened.py", "            if not self.protected(sheet):\n                raise\n")
    chosen = test + "only_the_sheets_named_are_opened"
    yield one("protection: only of sheets written in", chosen, "opened.py", "if sheets is not None else", "if sheets else")
    colors = test + "rules_can_be_added_while_a_sheet_is_locked"
    yield one("rules beside locked sheets", colors, "opened.py", "        return True\n\n    def quiet", "        return not locked\n\n    def quiet")


def shown() -> Iterator[Mutant]:
    """The sheet of results in Excel."""
    test = "opened_excel.py::test_"
    new = test + "a_new_sheet_is_shown_in_its_workbook_without_grid"
    yield one("shown: in front", new, "opened.py", "    sheet.impl.activate()\n")
    yield one("shown: no window, no book", new, "opened.py", "    sheet.impl.activate()\n", "    sheet.activate()\n")
    yield one("shown: no grid", new, "opened.py", "sheet.show_gridlines = False", "pass")
    pages = test + "pages_are_as_wide_as_the_sheet"
    for line in ("Orientation = LANDSCAPE", "Zoom = False", "FitToPagesWide = 1", "FitToPagesTall = False"):
        yield one(f"printed: {line}", pages, "opened.py", f"        page.{line}\n")
    yield one("printed: rows repeated", pages, "opened.py", 'rows.replace(":", ":$")', "rows")
    own = test + "what_recomputes_is_never_the_excel_somebody_works_in"
    none = "        return None\n\n\ndef _program"
    yield one("recomputed elsewhere", own, "opened.py", none, none.replace("None", "book.app", 1))


def marks() -> Iterator[Mutant]:
    """Marks and links in Excel."""
    test = "opened_excel.py::test_"
    one_rule = test + "one_rule_per_colour_over_all_its_cells"
    yield one("marks: one rule per colour", one_rule, "marking.py", "_addresses([area for area, its in colors.items() if its == color])", "(area for area, its in colors.items() if its == color)")
    most = test + "more_cells_than_an_address_holds_are_more_rules"
    yield one("marks: addresses Excel takes", most, "marking.py", "MOST_ADDRESS = 255", "MOST_ADDRESS = 260")
    yield one("marks: the last address too", most, "marking.py", "    if joined:\n        yield joined\n")
    merged = test + "a_merged_area_is_marked_as_one_by_the_first"
    yield one("marks: merged areas as one", merged, "marking.py", "sheet.range(mark.cell).merge_area", "sheet.range(mark.cell)")
    first = "colors.setdefault(area.get_address(False, False), mark.color)"
    yield one("marks: the first gives the colour", merged, "marking.py", first, "colors[area.get_address(False, False)] = mark.color")
    alone = test + "a_note_or_a_discussion_of_the_clerks_stays_alone"
    yield one("marks: no note beside a note", alone, "marking.py", "anchor.note is None and ")
    yield one("marks: no note beside a discussion", alone + "[now]", "marking.py", " and not _discussed(anchor)")
    old = f"{alone}␣-k␣before"
    unknown = "        if trouble.number_of(problem) != trouble.UNKNOWN_NAME:\n            raise\n"
    yield one("marks: Excel before 2019", old, "marking.py", unknown, "        raise\n")
    bare = test + "without_colour_there_are_notes_alone"
    yield one("marks: no rules where none can be", bare, "marking.py", "    if colored:\n        for color", "    if True:\n        for color")
    taken = test + "only_marks_of_ours_are_taken_away"
    yield one("marks: only our rules go", taken, "marking.py", " and rule.formula == formula")
    yield one("marks: our rules go", taken, "marking.py", "            rule.delete()\n", "            pass\n")
    yield one("marks: our notes go", taken, "marking.py", "            note.delete()\n", "            pass\n")
    yield one("marks: only our notes go", taken, "marking.py", "        if is_ours(note.text):\n", "        if True:\n")
    links = test + "links_have_address_text_and_tip"
    yield one("links: their text and tip", links, "marking.py", "add_hyperlink(address, text, text)", "add_hyperlink(address)")


def processes() -> Iterator[Mutant]:
    """Deadline, and nothing left running."""
    test = "excel_child.py::test_"
    hanging = test + "a_hanging_excel_is_ended_with_its_child"
    yield one("deadline", hanging, "child.py", "        timer.start()\n")
    yield one("deadline told", hanging, "child.py", "            if expired.is_set():\n", "            if False:\n")
    yield one("a hanging Excel ended", hanging, "child.py", "                end_application()\n", "                pass\n")
    crash = test + "a_crashing_child_takes_its_excel_along"
    yield one("Excel of a dead child ended", crash, "child.py", "                end_application()\n", "                pass\n")
    caller = test + "nothing_is_left_when_the_caller_is_ended"
    yield one("Excel ended with its caller", caller, "child.py", "        for end in running:\n            end()\n")
    held = test + "a_process_held_is_ended"
    yield one("held, not remembered by number", held, "child.py", 'if hasattr(os, "pidfd_open"):', "if False:")
    handle = test + "on_windows_a_process_is_held_by_its_handle"
    yield one("held by its handle on Windows", handle, "child.py", 'if platform == "win32":', "if False:")
    chinese = test + "a_failure_in_the_child_is_told"
    yield one("told in Chinese across processes", chinese, "child.py", 'getattr(problem, "zh", message)', "message")


def run(tree: Path, test: str, between: str = SPACE, limit: float = LIMIT) -> tuple[int | None, float]:
    """pytest's exit status, None if it hangs, and the seconds it took."""
    words = test.split(between)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *words]
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=tree, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        status: int | None = process.wait(limit)
    except subprocess.TimeoutExpired:
        status = None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return status, time.monotonic() - began


def mutated(source: str, mutant: Mutant, old: str, new: str) -> str:
    """The source without what is to be taken away; it must be there exactly once."""
    if source.count(old) != 1:
        raise SystemExit(f"{mutant.line}: {old!r} stands {source.count(old)} times")
    return source.replace(old, new)


def main(word: str = "") -> int:
    survivors = 0
    wanted = [mutant for mutant in mutants() if word in f"{mutant.line} {mutant.test}"]
    with tempfile.TemporaryDirectory(prefix="perfxl-mutants-") as name:
        tree = Path(name)
        for part in ("perfxl", "templates", "workbooks", "tests"):
            shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", tree)
        print("| taken away | test | s | |\n|---|---|---|---|", flush=True)
        tests = {word for mutant in wanted for word in mutant.test.split("␣-k␣")[0].split("␣")}
        if run(tree, "\n".join(sorted(tests)), "\n", limit=600)[0] != 0:
            raise SystemExit("these tests fail without any mutant")
        for mutant in wanted:
            originals = {}
            for file, old, new in mutant.places:
                path = tree / file
                source = path.read_text(encoding="utf-8")
                originals.setdefault(path, source)
                path.write_text(mutated(source, mutant, old, new), encoding="utf-8")
                compile(path.read_text(encoding="utf-8"), file, "exec")
            status, seconds = run(tree, mutant.test)
            for path, source in originals.items():
                path.write_text(source, encoding="utf-8")
            verdict = {1: "killed", None: "killed (hangs)"}.get(status, f"SURVIVES ({status})")
            survivors += status not in (1, None)
            short = mutant.test.split("␣")[0].removeprefix(TESTS)
            print(f"| {mutant.line} | {short} | {seconds:.1f} | {verdict} |", flush=True)
    print(f"\n{len(wanted)} mutants, {len(wanted) - survivors} killed, {survivors} survive")
    return survivors


if __name__ == "__main__":
    sys.exit(min(main(*sys.argv[1:2]), 100))
