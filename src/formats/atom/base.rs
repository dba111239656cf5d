//! Addresses relative to a base (RFC 3986, section 5; XML Base).

/// Scheme, authority with `//`, path, query with `?`, fragment with `#`
/// (RFC 3986, appendix B).
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

fn parts(address: &str) -> Parts<'_> {
    let (rest, fragment) = address.split_once('#').map_or((address, None), |(rest, part)| (rest, Some(part)));
    let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, part)| (rest, Some(part)));
    let is_scheme = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    };
    let scheme = rest.split_once(':').filter(|(scheme, _)| is_scheme(scheme));
    let (scheme, rest) = scheme.map_or((None, rest), |(scheme, rest)| (Some(scheme), rest));
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(authority), path)
        }
        None => (None, rest),
    };
    Parts { scheme, authority, path, query, fragment }
}

/// Takes `.` and `..` out of a path (RFC 3986, 5.2.4).
fn without_dots(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut out: Vec<&str> = Vec::new();
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    out.pop();
                }
                if last {
                    out.push("");
                }
            }
            segment => out.push(segment),
        }
    }
    format!("{}{}", if absolute { "/" } else { "" }, out.join("/"))
}

/// The address that `reference` means where `base` is the base; `None` if it
/// is absolute as it stands, or the base is not.
pub(super) fn resolve(base: &str, reference: &str) -> Option<String> {
    let (from, to) = (parts(base.trim()), parts(reference));
    let scheme = from.scheme.filter(|_| to.scheme.is_none())?;
    let mut out = format!("{scheme}:");
    let mut put = |authority: Option<&str>, path: &str, query: Option<&str>| {
        if let Some(authority) = authority {
            out.push_str("//");
            out.push_str(authority);
        }
        out.push_str(path);
        if let Some(query) = query {
            out.push('?');
            out.push_str(query);
        }
    };
    if to.authority.is_some() {
        put(to.authority, &without_dots(to.path), to.query);
    } else if to.path.is_empty() {
        put(from.authority, from.path, to.query.or(from.query));
    } else if to.path.starts_with('/') {
        put(from.authority, &without_dots(to.path), to.query);
    } else {
        let folder = match from.path.rfind('/') {
            Some(at) => &from.path[..=at],
            None if from.authority.is_some() => "/",
            None => "",
        };
        put(from.authority, &without_dots(&format!("{folder}{}", to.path)), to.query);
    }
    if let Some(fragment) = to.fragment {
        out.push('#');
        out.push_str(fragment);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::resolve;

    /// RFC 3986, 5.4.
    #[test]
    fn references_are_resolved_as_the_standard_says() {
        for (reference, target) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g?y#s", "http://a/b/c/g?y#s"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
        ] {
            assert_eq!(resolve("http://a/b/c/d;p?q", reference).as_deref(), Some(target), "{reference}");
        }
        assert_eq!(resolve("http://a/b", "g:h"), None);
        assert_eq!(resolve("b/c", "g"), None);
        assert_eq!(resolve("http://a", "g").as_deref(), Some("http://a/g"));
    }
}
