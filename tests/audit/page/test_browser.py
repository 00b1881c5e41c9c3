"""The page in a browser: headless Chromium opens it from disk, and somebody uses it by keyboard, mouse and printer."""

from __future__ import annotations

import base64
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from synthgen.audit.page.page import page_html

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="BROWSER NOT TESTED: there is no chromium and chromedriver (Debian packages)"
    ),
]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
)
#: everything that is drawn of every table: tag, class and text of each element
DRAWN = """
return [...document.querySelectorAll("figure[data-rows] *, .bars *")].map(
  (one) => [one.tagName, one.getAttribute("class") || "", one.getAttribute("width") || "",
            one.children.length ? "" : one.textContent])
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="BROWSER NOT TESTED: selenium is not installed")
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def rows(rows_of: Callable) -> list[Any]:
    return rows_of(16)[2:]  # the first person lacks two clips


@pytest.fixture(scope="module")
def address(
    rows: list[Any], report_of: Callable, finding: Callable, wall_of: Callable, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The page of 16 people × 5 signals × 3 angles with findings on all clips of two people and one file."""
    faulty = [row for row in rows if row.model["id"] in ("person_0001", "person_0002")]
    findings = [finding("clip-altered", "error", "is another file", clip=row.clip) for row in faulty]
    findings.append(finding("csv-missing", "warning", "there is none", path="manifest.csv"))
    path = tmp_path_factory.mktemp("report") / "coverage.html"
    path.write_text(page_html(report_of(rows, findings), wall_of(rows)), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser: Any, address: str) -> Any:
    browser.get(address)
    browser.get_log("browser")
    return browser


def pick(page: Any, factor: str, level: str) -> None:
    """Tick a level of a factor in the filter, as a click does."""
    found = page.execute_script(
        """
        document.querySelector("#filters details").open = true;
        const label = [...document.querySelectorAll(`fieldset[data-factor="${arguments[0]}"] label`)]
          .find((one) => one.textContent.trim() === arguments[1]);
        if (label) label.click();
        return Boolean(label);
        """,
        factor,
        level,
    )
    assert found, (factor, level)


def table(page: Any, name: str) -> dict[tuple[str, str], int]:
    """Return a drawn table's cells by the headings of their rows and columns."""
    cells = page.execute_script(
        """
        const [head, ...rows] = document.querySelector(arguments[0] + " table").rows;
        const columns = [...head.cells].slice(1, -1).map((cell) => cell.textContent);
        return rows.slice(0, -1).flatMap((row) =>
          columns.map((column, i) => [row.cells[0].textContent, column, Number(row.cells[i + 1].textContent)]));
        """,
        name,
    )
    return {(row, column): number for row, column, number in cells}


def text(page: Any, selector: str) -> str:
    return page.execute_script("return document.querySelector(arguments[0]).textContent", selector)


def visible(page: Any, selector: str) -> int:
    return page.execute_script(
        "return [...document.querySelectorAll(arguments[0])].filter((one) => one.checkVisibility()).length",
        selector,
    )


def test_it_opens_without_an_error_and_asks_for_nothing(browser: Any, address: str) -> None:
    browser.get_log("performance")
    browser.get(address)
    assert browser.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"}
    # data: stands in the page itself, chrome:// in the browser
    assert {url for url in asked if not url.startswith(("data:", "chrome://"))} == {address}


def test_script_and_server_draw_the_same_tables(browser: Any, address: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(address)
    still = browser.execute_script(DRAWN)  # WebDriver's own scripts run all the same
    assert visible(browser, "#filters") == visible(browser, "#explorer") == 0
    assert "JavaScript is off" in text(browser, "noscript") and visible(browser, "figure.map") > 5
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    browser.get(address)
    assert visible(browser, "#filters") == 1
    drawn = browser.execute_script(DRAWN)
    assert len(drawn) > 1000 and drawn == still


def test_filters_recount_every_table(page: Any, rows: list[Any]) -> None:
    pick(page, "emotion", "anger")
    pick(page, "ethnicity", "asian")
    pick(page, "ethnicity", "hispanic")
    left = [row for row in rows if row.emotion == "anger" and row.model["ethnicity"] in ("asian", "hispanic")]
    people = {row.model["id"] for row in left}
    assert text(page, "#passing").startswith(f"{len(left)} of {len(rows)} clips, {len(people)} of 16 people: ")
    angles = Counter((row.emotion, row.angle["id"]) for row in left)
    assert {key: number for key, number in table(page, "#map-emotion-angle").items() if number} == dict(angles)
    groups = Counter(
        (row.model["gender"], row.model["ethnicity"]) for row in {row.model["id"]: row for row in left}.values()
    )
    assert {key: number for key, number in table(page, "#map-gender-ethnicity").items() if number} == dict(groups)
    assert page.execute_script("return document.querySelectorAll('#map-gender-ethnicity td.q0').length") == 8 - len(
        groups
    )
    page.find_element("id", "clear").click()
    assert text(page, "#passing") == f"{len(rows)} clips, 16 people: no filter"
    assert sum(table(page, "#map-emotion-angle").values()) == len(rows)
    assert page.get_log("browser") == []


def test_filters_act_on_findings_and_people(page: Any, rows: list[Any]) -> None:
    assert "30 findings in 30 clips" in text(page, "article[data-group='0'] h3")
    assert visible(page, ".tile") == 16
    model = next(row.model for row in rows if row.model["id"] == "person_0001")
    pick(page, "gender", model["gender"])
    pick(page, "signal", "glare")
    assert "3 of 30 findings" in text(page, "article[data-group='0'] h3")
    assert visible(page, "article[data-group='1']") == 1  # it is about no clip: no filter can tell
    shown = visible(page, ".tile")
    assert text(page, "#tiles-passing") == f"{shown} of these 16 clips pass the filter." and 0 < shown < 16
    pick(page, "angle", "frontal")
    pick(page, "ethnicity", "hispanic")
    assert visible(page, "article[data-group='0']") == 0


def test_any_two_or_three_factors(page: Any, rows: list[Any]) -> None:
    def choose(**values: str) -> None:
        page.execute_script(
            """
            for (const [id, value] of Object.entries(arguments[0])) {
              const select = document.getElementById(id);
              select.value = value;
              select.dispatchEvent(new Event("change", { bubbles: true }));
            }
            """,
            values,
        )

    page.execute_script("document.querySelector('input[name=counting][value=clips]').click()")
    choose(rows="signal", columns="gender", each="angle")
    expected = Counter((row.signal["id"], row.model["gender"], row.angle["id"]) for row in rows)
    assert text(page, "#explored") == f"{5 * 2 * 3} cells, none empty; {min(expected.values())} to 8 clips in a cell."
    for number, angle in enumerate(
        page.execute_script("return [...document.querySelectorAll('#drawn .count')].map((one) => one.textContent)")
    ):
        level = angle.removeprefix("clips, angle ")
        cells = table(page, f"#drawn figure:nth-child({number + 1})")
        assert cells == {key[:2]: value for key, value in expected.items() if key[2] == level}
    page.execute_script("document.querySelector('input[name=counting][value=people]').click()")
    choose(each="")
    people = Counter(key for key, _ in {((row.signal["id"], row.model["gender"]), row.model["id"]) for row in rows})
    assert table(page, "#drawn") == dict(people)
    choose(columns="signal")
    assert text(page, "#explored") == "Choose different factors."


def test_by_keyboard_alone(page: Any) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    def press(*keys: str) -> Any:
        for key in keys:
            page.switch_to.active_element.send_keys(key)
        return page.switch_to.active_element

    page.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert page.switch_to.active_element.text == "Skip to the verdict"
    press(Keys.ENTER)
    assert page.switch_to.active_element.get_attribute("id") == "verdict"
    for _ in range(60):
        if press(Keys.TAB).text == "Filter":
            break
    outline = page.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"  # one sees where one is
    press(Keys.ENTER, Keys.TAB)
    if page.switch_to.active_element.tag_name != "input":  # a box that scrolls is a stop of its own
        press(Keys.TAB)
    press(Keys.SPACE)
    assert page.switch_to.active_element.is_selected()
    assert text(page, "#passing").endswith("gender female")
    for _ in range(60):
        if press(Keys.TAB).get_attribute("id") == "clear":
            break
    press(Keys.ENTER)
    assert "no filter" in text(page, "#passing")
    names = page.execute_script(
        """
        return [...document.querySelectorAll("button, select, input, a, summary, [tabindex='0']")].filter(
          (one) => !(one.textContent.trim() || one.getAttribute("aria-label") || one.labels?.length)
        ).map((one) => one.outerHTML)
        """
    )
    assert names == []  # everything that takes the focus has a name


def test_the_wall_plays_and_rests_where_motion_is_unwanted(page: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.support.ui import WebDriverWait

    button = page.find_element("css selector", ".play")
    box = "return document.querySelector('.play svg').getAttribute('viewBox')"
    assert page.execute_script(box) == "16 0 8 8"  # the third of four frames, at the apex
    ActionChains(page).move_to_element(button).perform()
    seen = set()
    WebDriverWait(page, 10, poll_frequency=0.02).until(lambda _: seen.add(page.execute_script(box)) or len(seen) == 4)
    ActionChains(page).move_by_offset(0, -300).perform()
    assert page.execute_script(box) == "16 0 8 8"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    page.refresh()
    button = page.find_element("css selector", ".play")
    boxes = []
    for _ in range(3):
        button.click()
        boxes.append(page.execute_script(box))
    assert boxes == ["24 0 8 8", "0 0 8 8", "8 0 8 8"]  # a frame a press
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Any, width: int) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    pick(page, "gender", "female")  # the filter is open
    page.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.execute_script("return document.documentElement.scrollWidth") <= width
    page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_print_shows_all_tables_and_no_controls(page: Any) -> None:
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    page.execute_script("dispatchEvent(new Event('beforeprint'))")
    maps = page.execute_script("return document.querySelectorAll('figure.map').length")
    assert visible(page, "figure.map") == maps > 20
    for control in ("#filters", "select", "nav", "summary", ".skip"):
        assert visible(page, control) == 0, control
    page.execute_script("dispatchEvent(new Event('afterprint'))")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert 0 < visible(page, "figure.map") < maps
    printed = base64.b64decode(page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    assert printed.startswith(b"%PDF") and len(printed) > 50_000


def test_a_hostile_dataset_runs_nothing(
    browser: Any, rows_of: Callable, report_of: Callable, finding: Callable, wall_of: Callable, tmp_path: Path
) -> None:
    evil = "<img src=x onerror='window.pwned=1'></script><script>window.pwned=2</script>"
    rows = rows_of(4, signals={evil: evil, "nod": None}, angles=[evil, "frontal"])
    for row in rows:
        row.model["ethnicity"] = evil
    report = report_of(rows, [finding("clip-altered", "error", evil, clip=row.clip) for row in rows], name=evil)
    path = tmp_path / "evil.html"
    path.write_text(page_html(report, wall_of(rows)), encoding="utf-8")
    browser.get(path.as_uri())
    pick(browser, "signal", evil)
    assert evil in text(browser, "#passing")
    assert browser.execute_script("return [typeof window.pwned, document.images.length]") == ["undefined", 0]
    assert browser.get_log("browser") == []
    blocked = "const it = document.createElement('script'); try { it.textContent = 'window.pwned = 3'; } catch (e) {} "
    browser.execute_script(blocked + "document.head.append(it)")
    assert browser.execute_script("return typeof window.pwned") == "undefined"  # the security policy holds
    browser.get_log("browser")
