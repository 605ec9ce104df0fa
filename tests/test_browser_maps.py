"""Maps looked at closely in a real browser: by buttons, keys and fingers, and whole without script."""

import pytest

from tests.browsing import assert_accessible

pytestmark = pytest.mark.browser

MAPS = {"/": 1, "/map/": 2, "/partners/": 1, "/partners/sophia-antipolis/": 1, "/companies/lenovo/": 1}
WIDTHS = (320, 768, 1440, 1920)
# What a map shows: left, top, width and height in its own px.
SHOWN = "map => map.getAttribute('viewBox').split(' ').map(Number)"
SIZES = (
    "map => [...map.querySelectorAll('.m-pt')].map(one => Math.round(10 * one.getBoundingClientRect().width))"
)


@pytest.fixture
def page(browser, demo_site):
    page = browser.new_page(viewport={"width": 1000, "height": 900}, base_url=demo_site)
    page.goto("/map/")
    yield page
    page.close()


def shown(page, number=0):
    return page.locator(".mapbox svg.map").nth(number).evaluate(SHOWN)


def press(page, action):
    page.locator(".mapbox").first.locator(f"[data-map-do={action}]").click()


def off(page):
    """The buttons that do nothing now."""
    buttons = page.locator(".mapbox").first.locator("[aria-disabled=true]")
    return buttons.evaluate_all("all => all.map(one => one.dataset.mapDo)")


@pytest.mark.parametrize("path", MAPS)
def test_map_is_whole_and_has_no_buttons_without_script(browser, demo_site, path):
    context = browser.new_context(java_script_enabled=False, base_url=demo_site)
    page = context.new_page()
    page.goto(path)
    assert page.locator(".mapbox svg.map").count() == MAPS[path]
    assert page.locator("[data-map-do]:visible").count() == 0
    assert page.locator(".mapbox[tabindex], .mapbox[role]").count() == 0
    context.close()


@pytest.mark.parametrize("path", MAPS)
def test_every_map_has_buttons_of_its_own(browser, demo_site, path):
    page = browser.new_page(base_url=demo_site)
    page.goto(path)
    for number in range(MAPS[path]):
        before = shown(page, number)
        page.locator("[data-map-do=in]").nth(number).click()
        assert shown(page, number)[2:] == [before[2] / 2, before[3] / 2]
    page.close()


def test_buttons_zoom_around_the_middle_move_and_show_the_whole_again(page):
    whole = shown(page)
    assert off(page) == ["out", "whole", "left", "up", "down", "right"]
    press(page, "in")
    assert shown(page) == [whole[2] / 4, whole[3] / 4, whole[2] / 2, whole[3] / 2]
    assert page.locator("[data-map-level]").first.inner_text() == "200%"
    assert (off(page), shown(page, 1)[0]) == ([], 0)  # the other map stays
    for _time in range(2):
        press(page, "left")
    assert shown(page)[0] == 0
    assert off(page) == ["left"]
    press(page, "whole")
    assert shown(page) == whole
    for _time in range(3):
        press(page, "in")
    assert (shown(page)[2], off(page)) == (whole[2] / 8, ["in"])


def test_keys_work_where_the_map_has_the_focus_and_nowhere_else(page):
    whole = shown(page)
    page.keyboard.press("+")
    assert shown(page) == whole
    page.locator(".mapbox").first.focus()
    page.keyboard.press("ArrowRight")  # of a whole map: the page scrolls
    assert shown(page) == whole
    for key in ("+", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    assert shown(page) == [whole[2] * 0.375, whole[3] * 0.375, whole[2] / 2, whole[3] / 2]
    page.keyboard.press("Control+-")  # of the browser
    assert shown(page)[2] == whole[2] / 2
    page.keyboard.press("-")
    assert shown(page) == whole
    page.keyboard.press("=")
    page.keyboard.press("0")
    assert shown(page) == whole


def test_button_that_does_nothing_any_more_keeps_the_focus(page):
    press(page, "in")
    button = page.locator("[data-map-do=whole]").first
    button.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.mapDo") == "whole"
    assert off(page) == ["out", "whole", "left", "up", "down", "right"]


def test_places_keep_their_size_and_come_apart(page):
    svg = page.locator(".mapbox svg.map").first
    sizes = svg.evaluate(SIZES)
    for _time in range(3):
        press(page, "in")
    assert svg.evaluate(SIZES) == sizes
    press(page, "whole")
    assert svg.evaluate(SIZES) == sizes
    assert page.locator(".mapbox svg [transform]").count() == 0


def test_mouse_drags_a_map_that_is_near_and_leaves_a_whole_one(page):
    def drag(x, y):
        box = page.locator(".mapbox svg.map").first.bounding_box()
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] + x * box["width"], middle[1] + y * box["height"], steps=4)
        page.mouse.up()

    whole = shown(page)
    drag(0.2, 0.1)
    assert shown(page) == whole
    press(page, "in")
    drag(0.2, 0.1)
    assert shown(page)[:2] == pytest.approx([whole[2] * 0.15, whole[3] * 0.2], abs=2)


def test_two_fingers_zoom_around_their_middle_and_one_moves(browser, demo_site):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, base_url=demo_site)
    page = context.new_page()
    page.goto("/map/")
    page.locator(".mapbox").first.scroll_into_view_if_needed()
    whole, box = shown(page), page.locator(".mapbox svg.map").first.bounding_box()
    fingers = context.new_cdp_session(page)

    def touch(kind, *spots):
        at = [
            {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"], "id": number}
            for number, (x, y) in enumerate(spots)
        ]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", (0.4, 0.5))
    touch("touchStart", (0.4, 0.5), (0.6, 0.5))
    for spread in (0.15, 0.2):
        touch("touchMove", (0.5 - spread, 0.5), (0.5 + spread, 0.5))
    touch("touchEnd")
    assert shown(page) == pytest.approx([whole[2] / 4, whole[3] / 4, whole[2] / 2, whole[3] / 2], abs=8)
    left = shown(page)[0]
    touch("touchStart", (0.5, 0.5))
    touch("touchMove", (0.3, 0.5))
    touch("touchEnd")
    assert shown(page)[0] == pytest.approx(left + 0.1 * whole[2], abs=4)
    context.close()


def test_map_that_a_filter_swaps_in_has_its_buttons(browser, demo_site):
    page = browser.new_page(viewport={"width": 1440, "height": 900}, base_url=demo_site)
    page.goto("/partners/")
    page.check("input[name=tie][value=partner]")
    page.wait_for_url("**tie=partner**")
    page.wait_for_selector(".chip")
    press(page, "in")
    assert shown(page)[0] > 0
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("prefix", ["", "/zh-hans", "/fr"])
def test_whole_and_near_maps_are_accessible(browser, demo_site, prefix, scheme):
    context = browser.new_context(color_scheme=scheme, base_url=demo_site)
    page = context.new_page()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{prefix}/map/")
        assert_accessible(page, width, f"whole, {width}")
        press(page, "in")
        assert_accessible(page, width, f"near, {width}")
        small = page.locator("[data-map-do]:visible, .counts a, .counted a").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).filter(one => one.width < 24 || one.height < 24).length"
        )
        assert (width, small) == (width, 0)
    context.close()
