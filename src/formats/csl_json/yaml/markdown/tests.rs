use super::*;

#[test]
fn what_pandoc_writes() {
    // The second column is what `pandoc -t csljson` makes of the first,
    // with its `"` for quotation marks written as such.
    for (markdown, text) in [
        ("The [E. coli]{.nocase} *effect*", "The <span class=\"nocase\">E. coli</span> <i>effect</i>"),
        (
            "A \\\"test\\\" of h~2~o at 5\\$ \\[sic\\] \\* \\_ x -- y",
            "A \"test\" of h<sub>2</sub>o at 5$ [sic] * _ x – y",
        ),
        (
            "[Sc]{.smallcaps} and **b** ***c***",
            "<span style=\"font-variant:small-caps;\">Sc</span> and <b>b</b> <b><i>c</i></b>",
        ),
        ("Don't \"do\" 'this' '90s...", "Don’t “do” ‘this’ ’90s…"),
        ("\\@Foo \\<bar\\> x_1 a_b_c `code` \\...", "@Foo <bar> x_1 a_b_c code ..."),
        ("of $x^2$ and $5", "of $x^2$ and $5"),
        ("[a](http://x.org) <http://y.org> [b]", "a http://y.org [b]"),
        ("One\ntwo\n\nthree\n", "One two\nthree"),
        ("2 * 3 * 4 a~b c^d", "2 * 3 * 4 a~b c^d"),
        ("*open", "*open"),
        ("_a_ __b__", "<i>a</i> <b>b</b>"),
    ] {
        assert_eq!(decode(markdown, Mode::Prose), text, "{markdown}");
    }
    assert_eq!(decode("http://x.org/\\~user/a_b*c*", Mode::Token), "http://x.org/~user/a_b*c*");
    assert_eq!(decode("O'Neill", Mode::Name), "O’Neill");
}

#[test]
fn what_is_written_is_read_back() {
    for text in [
        "a*b*c _x_ __init__ a_b ~x~ ^2 $5 and $6 @k [x]{.nocase} <b> `c` \\ \\* --- ... 'q' \"r\" &copy; & x",
        "<i>a</i><b>b</b> <i> c </i> x<sup>2 3</sup> <i>a<b>b</b></i> <b><i>x</i></b>",
        "1. Foo",
        "# x",
        "- y",
        "$x_1*$ \\$ <span class=\"nocase\">N]ASA</span>",
        "One\ntwo",
        "",
        "\u{a0}x \u{2028}",
    ] {
        for mode in [Mode::Prose, Mode::Name, Mode::Token, Mode::Verbatim] {
            let mut out = String::new();
            encode(text, mode, &mut out);
            assert_eq!(decode(&out, mode), text, "{out} {mode:?}");
        }
    }
}
