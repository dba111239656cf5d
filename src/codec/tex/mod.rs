//! TeX as it occurs in bibliographies, to rich text and back.
