//! Text with the few tags that CSL-JSON allows, and `$math$`.
