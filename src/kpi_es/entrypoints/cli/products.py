"""`kpi products AGENCY`: shared products, who holds each part now, with what weight, and how much is done."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kpi_es.domain.shared_product import PlannedPart
from kpi_es.domain.values import format_exact
from kpi_es.entrypoints.cli.invocation import (
    Invocation,
    Json,
    console,
    invocation,
    no_such_agency,
    print_json,
)
from kpi_es.entrypoints.products_held import AgencyUnknown, Holding, PartHeld, ProductHeld, products_held
from kpi_es.evaluation import format_percent

PRODUCTS_VERSION = 1
_SHARING = {
    "quantity": ("chia theo số lượng", "shared by quantity"),
    "weight": ("chia theo tỷ trọng", "shared by weight"),
}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("products", help="Sản phẩm chung, ai đang giữ phần nào / shared products and who holds them")(products)


def products(
    context: typer.Context,
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="Mã cơ quan / agency code")],
    as_json: Json = False,
) -> None:
    """Show each shared product of an agency: its parts, who holds each one now, and how much is done."""
    call = invocation(context)
    with call.engine() as engine:
        try:
            found = products_held(engine.store, agency)
        except AgencyUnknown as unknown:
            raise no_such_agency(agency) from unknown
        names = engine.directory.names({each.staff for one in found for part in one.parts for each in part.holdings})
    if as_json:
        print_json(products_json(agency, found))
    else:
        show_products(call, console(), found, names)


def products_json(agency: str, found: tuple[ProductHeld, ...]) -> dict[str, Any]:
    """Return shared products for programs; exact numbers as text."""
    return {"version": PRODUCTS_VERSION, "agency": agency, "products": [_product_json(each) for each in found]}


def show_products(call: Invocation, out: Console, found: tuple[ProductHeld, ...], names: Mapping[str, str]) -> None:
    """Print each product with a table of its parts."""
    if not found:
        none = (
            "Chưa có sản phẩm chung nào (lệnh define_shared_product).",
            "No shared product yet (define_shared_product).",
        )
        out.print(Text(call.say(*none)))
    for each in found:
        out.print(Text(_heading(call, each), style="bold"))
        for planned in each.product.plan:
            out.print(Text(_planned(call, each, planned)))
        out.print(_table(call, each, names))


def _product_json(each: ProductHeld) -> dict[str, Any]:
    product = each.product
    return {
        "product": product.code,
        "unit": product.unit,
        "title": product.title,
        "item": product.item,
        "measure": product.measure,
        "quantity": format_exact(product.quantity),
        "coefficient": format_exact(product.coefficient),
        "sharing": product.sharing,
        "whole": format_exact(product.whole),
        "taken": format_exact(product.taken_in_all),
        "left": format_exact(each.left),
        "done": format_exact(each.done),
        "planned": [
            {"staff": part.staff, "period": part.period, "share": format_exact(part.share),
             "taken": format_exact(product.taken_of(part))}
            for part in product.plan
        ],
        "parts": [_part_json(part) for part in each.parts],
    }  # fmt: skip


def _part_json(part: PartHeld) -> dict[str, Any]:
    return {
        "staff": part.staff,
        "period": part.period,
        "task": part.task,
        "share": format_exact(part.share),
        "held_by": [_holding_json(each) for each in part.holdings],
    }


def _holding_json(each: Holding) -> dict[str, Any]:
    return {
        "staff": each.staff,
        "task": each.task,
        "share": format_exact(each.share),
        "done": format_exact(each.done),
        "waiting": format_exact(each.waiting),
        "taken_over_from": each.taken_over_from,
    }


def _heading(call: Invocation, each: ProductHeld) -> str:
    product = each.product
    whole, coefficient = format_exact(product.quantity), format_exact(product.coefficient)
    done = format_percent(each.done / product.whole, 0, call.language)
    sharing, left = call.say(*_SHARING[product.sharing]), format_exact(each.left)
    return call.say(
        f"{product.code} “{product.title}” ({product.unit}): {whole} {product.measure} × hệ số {coefficient}, "
        f"{sharing}; đã xong {done}, chưa giao {left}",
        f"{product.code} “{product.title}” ({product.unit}): {whole} {product.measure} × coefficient {coefficient}, "
        f"{sharing}; {done} done, {left} not assigned",
    )


def _planned(call: Invocation, each: ProductHeld, part: PlannedPart) -> str:
    whom, share = part.staff or "—", format_exact(part.share)
    period, taken = part.period or "—", format_exact(each.product.taken_of(part))
    return call.say(
        f"  • kế hoạch: {whom}, kỳ {period}: {share}, đã giao {taken}",
        f"  • planned: {whom}, period {period}: {share}, {taken} assigned",
    )


def _table(call: Invocation, each: ProductHeld, names: Mapping[str, str]) -> Table:
    table = Table()
    for vi, en in (("phần giao cho", "part of"), ("kỳ", "period"), ("đang giữ", "held by"), ("nhiệm vụ", "task")):
        table.add_column(call.say(vi, en), overflow="fold")
    share = ("tỷ trọng", "weight") if each.product.sharing == "weight" else ("số lượng", "quantity")
    for vi, en in (share, ("đã xong", "done"), ("chờ người nhận", "waiting")):
        table.add_column(call.say(vi, en), justify="right")
    for part in each.parts:
        for number, one in enumerate(part.holdings):
            first = (part.staff, part.period) if number == 0 else ("", "")
            numbers = (format_exact(one.share), format_exact(one.done), _or_nothing(one.waiting))
            table.add_row(*map(Text, (*first, _holder(call, one, names), one.task, *numbers)))
    return table


def _holder(call: Invocation, each: Holding, names: Mapping[str, str]) -> str:
    named = f"{each.staff} {names.get(each.staff, '')}".strip()
    if each.taken_over_from is None:
        return named
    return call.say(f"{named} (nhận từ {each.taken_over_from})", f"{named} (taken over from {each.taken_over_from})")


def _or_nothing(value: Fraction) -> str:
    return format_exact(value) if value else ""
