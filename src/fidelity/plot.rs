//! The matrix as a heat map in SVG.
//!
//! The number stands in every cell, so colour only guides the eye. The scale is
//! cividis (Nuñez, Anderton, Renslow 2018): its lightness grows evenly, so that
//! it reads the same without red, green or any colour at all. Numbers are black
//! or white, whichever stands out better from the cell; what stands outside of
//! cells follows the reader's light or dark page.

use super::{Cell, Matrix, Share};
use crate::docs::line;

/// Cells are as wide as `100` and the longest name need.
const WIDTH: usize = 72;
const HEIGHT: usize = 28;
/// Where the cells begin: room for the names of rows.
const LEFT: usize = 100;
const FONT: &str = "font-family=\"system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif\" font-size=\"13\"";

/// From how many tenths of a percent a colour is used, and the colour.
const SCALE: [(u64, &str, [u32; 3]); 8] = [
    (0, "below 40", [0x00, 0x20, 0x4d]),
    (400, "40", [0x2b, 0x3f, 0x6d]),
    (550, "55", [0x57, 0x5d, 0x6d]),
    (700, "70", [0x7d, 0x7c, 0x78]),
    (800, "80", [0xa6, 0x9d, 0x75]),
    (900, "90", [0xc9, 0xb7, 0x6a]),
    (950, "95", [0xe5, 0xce, 0x57]),
    (1000, "100", [0xff, 0xea, 0x46]),
];

/// The colour of a cell and of what stands in it.
fn colours(permille: u64) -> (String, &'static str) {
    let (_, _, colour) = SCALE.iter().rev().find(|(from, ..)| permille >= *from).unwrap_or(&SCALE[0]);
    let [red, green, blue] = colour;
    // Relative luminance, roughly; black stands out better from 0.18 on.
    let squares = 2126 * red * red + 7152 * green * green + 722 * blue * blue;
    let ink = if squares > 1800 * 255 * 255 { "#000000" } else { "#ffffff" };
    (format!("#{red:02x}{green:02x}{blue:02x}"), ink)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Matrix {
    /// The matrix as a picture: both halves, one above the other, and the scale.
    pub fn plot(&self) -> String {
        let count = self.formats.len();
        let panel = 78 + count * HEIGHT;
        let (width, height) = (LEFT + count.max(6) * WIDTH + 16, 2 * panel + 76);
        let mut svg = String::new();
        line(
            &mut svg,
            format_args!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
                 height=\"{height}\" role=\"img\" aria-labelledby=\"title desc\" {FONT}>"
            ),
        );
        svg.push_str(
            "<title id=\"title\">Share of values that survive from format A through format B and back</title>\n\
             <desc id=\"desc\">Two tables of percentages, without and with --lossless; a row for each format A, a \
             column for each format B. The same numbers stand as text in fidelity.md.</desc>\n\
             <style>.out { fill: #1f2328; } .head { font-weight: 600; } .cell { font-variant-numeric: tabular-nums; }\n\
             @media (prefers-color-scheme: dark) { .out { fill: #e6edf3; } }</style>\n",
        );
        self.panel(&mut svg, 0, "Without --lossless", |cell| &cell.plain);
        self.panel(&mut svg, panel, "With --lossless", |cell| &cell.lossless);
        legend(&mut svg, 2 * panel + 24, width);
        svg.push_str("</svg>\n");
        svg
    }

    fn panel(&self, svg: &mut String, top: usize, title: &str, share: impl Fn(&Cell) -> &Share) {
        let text = |svg: &mut String, x: usize, y: usize, class: &str, anchor: &str, text: &str| {
            let text = escaped(text);
            line(
                svg,
                format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>"),
            );
        };
        text(svg, 8, top + 24, "out head", "start", title);
        text(svg, 8, top + 48, "out", "start", "A \\ B");
        for (column, format) in self.formats.iter().enumerate() {
            text(svg, LEFT + column * WIDTH + WIDTH / 2, top + 48, "out", "middle", format.name);
        }
        for (row, (format, cells)) in self.formats.iter().zip(&self.cells).enumerate() {
            let y = top + 58 + row * HEIGHT;
            text(svg, LEFT - 10, y + 18, "out", "end", format.name);
            for (column, cell) in cells.iter().enumerate() {
                let x = LEFT + column * WIDTH;
                let percent = share(cell).percent();
                let (colour, ink) = colours(share(cell).permille());
                line(
                    svg,
                    format_args!(
                        "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"{colour}\"><title>{} through {} \
                         and back: {percent} %</title></rect>",
                        WIDTH - 2,
                        HEIGHT - 2,
                        escaped(format.name),
                        escaped(self.formats[column].name),
                    ),
                );
                line(
                    svg,
                    format_args!(
                        "<text class=\"cell\" x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{ink}\" \
                         pointer-events=\"none\">{percent}</text>",
                        x + WIDTH / 2 - 1,
                        y + 18
                    ),
                );
            }
        }
    }
}

/// The scale, with the share from which each colour is used.
fn legend(svg: &mut String, top: usize, width: usize) {
    line(svg, format_args!("<text class=\"out\" x=\"8\" y=\"{}\">percent, from</text>", top + 18));
    let step = (width - LEFT - 16) / SCALE.len();
    for (i, (from, label, _)) in SCALE.iter().enumerate() {
        let (colour, ink) = colours(*from);
        let x = LEFT + i * step;
        line(
            svg,
            format_args!("<rect x=\"{x}\" y=\"{top}\" width=\"{step}\" height=\"{}\" fill=\"{colour}\"/>", HEIGHT - 2),
        );
        line(
            svg,
            format_args!(
                "<text class=\"cell\" x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{ink}\">{label}</text>",
                x + step / 2,
                top + 18
            ),
        );
    }
}
