"""Plots as SVG: text stays text, colours do for light and dark pages."""

import math
from html import escape

STYLE = """<style>
text{font:13px system-ui,sans-serif;fill:#333}
.title{font-weight:600;font-size:15px}
.bar{fill:#8aa0b8}.own{fill:#c2571a}
.line{fill:none;stroke:#c2571a;stroke-width:2}.dot{fill:#c2571a}
.grid{stroke:#8886;stroke-width:1}
@media(prefers-color-scheme:dark){text{fill:#ddd}}
</style>"""


def page(width, height, title, parts):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">'
    return "\n".join([head, STYLE, f'<text class="title" x="10" y="24">{escape(title)}</text>', *parts, "</svg>"]) + "\n"


def number(value):
    return f"{value:,.0f}" if value >= 20 else f"{value:.2g}"


def decades(values):
    low, high = min(values), max(values)
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return [10.0**power for power in range(first, max(last, first + 1) + 1)]


def bars(title, rows):
    """Horizontal bars over a logarithmic axis: (label, value)."""
    left, right, row = 300, 640, 22
    ticks = decades([value for _, value in rows])
    span = math.log10(ticks[-1] / ticks[0])
    place = lambda value: left + (right - left) * math.log10(value / ticks[0]) / span
    bottom = 44 + row * len(rows)
    parts = []
    for tick in ticks:
        parts.append(f'<line class="grid" x1="{place(tick):.0f}" y1="40" x2="{place(tick):.0f}" y2="{bottom}"/>')
        parts.append(f'<text x="{place(tick):.0f}" y="{bottom + 16}" text-anchor="middle">{tick:g}</text>')
    for at, (label, value) in enumerate(rows):
        y = 44 + row * at
        name = "own" if "ibidem" in label else "bar"
        width = max(place(value) - left, 1)
        parts.append(f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{escape(label)}</text>')
        parts.append(f'<rect class="{name}" x="{left}" y="{y + 3}" width="{width:.0f}" height="{row - 6}"/>')
        parts.append(f'<text x="{left + width + 6:.0f}" y="{y + 14}">{number(value)}</text>')
    return page(right + 70, bottom + 26, title, parts)


def lines(title, across, up, points):
    """One line over two logarithmic axes."""
    left, right, top, bottom = 80, 560, 44, 320
    xs, ys = decades([x for x, _ in points]), decades([y for _, y in points])
    x_at = lambda x: left + (right - left) * math.log10(x / xs[0]) / math.log10(xs[-1] / xs[0])
    y_at = lambda y: bottom - (bottom - top) * math.log10(y / ys[0]) / math.log10(ys[-1] / ys[0])
    parts = []
    for x in xs:
        parts.append(f'<line class="grid" x1="{x_at(x):.0f}" y1="{top}" x2="{x_at(x):.0f}" y2="{bottom}"/>')
        parts.append(f'<text x="{x_at(x):.0f}" y="{bottom + 18}" text-anchor="middle">{x:,.0f}</text>')
    for y in ys:
        parts.append(f'<line class="grid" x1="{left}" y1="{y_at(y):.0f}" x2="{right}" y2="{y_at(y):.0f}"/>')
        parts.append(f'<text x="{left - 8}" y="{y_at(y) + 4:.0f}" text-anchor="end">{y:g}</text>')
    path = " ".join(f"{x_at(x):.0f},{y_at(y):.0f}" for x, y in points)
    parts.append(f'<polyline class="line" points="{path}"/>')
    for x, y in points:
        parts.append(f'<circle class="dot" cx="{x_at(x):.0f}" cy="{y_at(y):.0f}" r="4"/>')
        parts.append(f'<text x="{x_at(x) - 8:.0f}" y="{y_at(y) - 8:.0f}" text-anchor="end">{number(y)}</text>')
    parts.append(f'<text x="{(left + right) // 2}" y="{bottom + 38}" text-anchor="middle">{escape(across)}</text>')
    parts.append(f'<text x="10" y="{top - 4}">{escape(up)}</text>')
    return page(right + 30, bottom + 50, title, parts)
